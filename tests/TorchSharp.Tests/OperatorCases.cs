using static TorchSharp.torch;
using static TorchSharp.torch.TensorIndex;
using Inputs = System.Collections.Generic.Dictionary<string, TorchSharp.torch.Tensor>;

namespace TorchSharp.Tests;

/// <summary>The operators of tests/reference/torchsharp_golden.py, under the same names.</summary>
internal static class OperatorCases
{
    /// <summary>What to compute, and the inputs that need gradients.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Inputs, Tensor[]>> All = Pointwise().Concat(Reductions()).Concat(Products()).Concat(Shapes())
        .Concat(Indexing()).ToDictionary(pair => pair.Key, pair => pair.Value);

    private static Dictionary<string, Func<Inputs, Tensor[]>> Pointwise() => new()
    {
        ["abs"] = t => [t["p"].abs()], ["acosh"] = t => [t["p"].acosh()], ["asinh"] = t => [t["p"].asinh()], ["atan"] = t => [t["p"].atan()],
        ["ceil"] = t => [t["p"].ceil()], ["cos"] = t => [t["p"].cos()], ["cosh"] = t => [t["p"].cosh()], ["deg2rad"] = t => [t["p"].deg2rad()],
        ["digamma"] = t => [t["p"].digamma()], ["erf"] = t => [t["p"].erf()], ["erfc"] = t => [t["p"].erfc()], ["exp"] = t => [t["p"].exp()],
        ["exp2"] = t => [t["p"].exp2()], ["expm1"] = t => [t["p"].expm1()], ["floor"] = t => [t["p"].floor()], ["frac"] = t => [t["p"].frac()],
        ["lgamma"] = t => [t["p"].lgamma()], ["log"] = t => [t["p"].log()], ["log10"] = t => [t["p"].log10()], ["log1p"] = t => [t["p"].log1p()],
        ["log2"] = t => [t["p"].log2()], ["neg"] = t => [-t["p"]], ["reciprocal"] = t => [t["p"].reciprocal()], ["relu"] = t => [t["p"].relu()],
        ["round"] = t => [t["p"].round()], ["rsqrt"] = t => [t["p"].rsqrt()], ["sgn"] = t => [t["p"].sgn()], ["sigmoid"] = t => [t["p"].sigmoid()],
        ["sign"] = t => [t["p"].sign()], ["sin"] = t => [t["p"].sin()], ["sinc"] = t => [t["p"].sinc()], ["sinh"] = t => [t["p"].sinh()],
        ["sqrt"] = t => [t["p"].sqrt()], ["square"] = t => [t["p"].square()], ["tan"] = t => [t["p"].tan()], ["tanh"] = t => [t["p"].tanh()],
        ["trunc"] = t => [t["p"].trunc()], ["acos"] = t => [t["u"].acos()], ["asin"] = t => [t["u"].asin()], ["atanh"] = t => [t["u"].atanh()],
        ["erfinv"] = t => [t["u"].erfinv()], ["add"] = t => [t["x"] + t["y"]], ["add_alpha"] = t => [t["x"].add(t["y"], 0.5)],
        ["sub"] = t => [t["x"] - t["row"]], ["rsub"] = t => [2.5 - t["x"]], ["mul"] = t => [t["x"] * t["col"]], ["div"] = t => [t["x"] / t["p"]],
        ["rdiv"] = t => [3.0 / t["p"]], ["div_floor"] = t => [t["x"].div(t["p"], RoundingMode.floor)], ["div_trunc"] = t => [div(t["n"], t["k"], RoundingMode.trunc)],
        ["remainder"] = t => [t["n"] % t["k"]], ["fmod"] = t => [t["x"].fmod(0.7)], ["pow_scalar"] = t => [t["p"].pow(2.5)], ["pow_tensor"] = t => [t["p"].pow(t["y"])],
        ["addcmul"] = t => [t["x"].addcmul(t["y"], t["p"], 0.3)], ["addcdiv"] = t => [t["x"].addcdiv(t["y"], t["p"], -0.7)], ["lerp"] = t => [lerp(t["x"], t["y"], t["p"])],
        ["maximum"] = t => [t["x"].maximum(t["y"])], ["minimum"] = t => [minimum(t["x"], t["y"])], ["clamp"] = t => [t["x"].clamp(-0.5, 0.8)],
        ["clamp_min"] = t => [t["x"].clamp(min: (Scalar)0.1)], ["atan2"] = t => [t["x"].atan2(t["y"])], ["hypot"] = t => [t["x"].hypot(t["y"])],
        ["logaddexp"] = t => [t["x"].logaddexp(t["y"])], ["xlogy"] = t => [t["x"].xlogy(t["p"])], ["nan_to_num"] = t => [(t["x"] / 0.0).nan_to_num(7, 8, -8)],
        ["softmax"] = t => [t["x"].softmax(-1)], ["log_softmax"] = t => [t["x"].log_softmax(0)], ["silu"] = t => [t["x"].silu()], ["gelu"] = t => [t["x"].gelu()],
        ["leaky_relu"] = t => [t["x"].leaky_relu(0.2)], ["softplus"] = t => [t["x"].softplus()], ["eq"] = t => [t["n"] == t["k"]], ["lt"] = t => [t["x"] < t["y"]],
        ["ge"] = t => [t["x"] >= 0.25], ["logical"] = t => [(t["m"] & (t["x"] > 0)) | ~t["m"]], ["isfinite"] = t => [(t["x"] / 0).isfinite()],
        ["int_division"] = t => [t["n"] / t["k"]], ["to_half"] = t => [t["x"].half().@float()], ["to_bfloat16"] = t => [t["x"].to(bfloat16).@float()],
        ["to_int"] = t => [(t["x"] * 10).to(int32)],
    };

    private static Dictionary<string, Func<Inputs, Tensor[]>> Reductions() => new()
    {
        ["sum"] = t => [t["x"].sum()], ["sum_dim"] = t => [t["x"].sum(1, keepdim: true)], ["sum_dims"] = t => [t["b3"].sum([0, 2])], ["mean"] = t => [t["x"].mean()],
        ["mean_dims"] = t => [t["b3"].mean([1, 2], keepdim: true)], ["var"] = t => [t["x"].var(0)], ["var_biased"] = t => [t["x"].var(1, unbiased: false, keepdim: true)],
        ["std"] = t => [t["x"].std(1)], ["norm"] = t => [t["x"].norm()], ["norm_dim"] = t => [t["x"].norm(1, false, 1f)], ["prod"] = t => [t["x"].prod(1)],
        ["cumsum"] = t => [t["x"].cumsum(1)], ["cumprod"] = t => [t["x"].cumprod(0)], ["logsumexp"] = t => [t["x"].logsumexp(1)], ["amax"] = t => [t["x"].amax(0, 1)],
        ["max_dim"] = t => Pair(t["x"].max(1)), ["min_dim"] = t => Pair(t["x"].min(0, keepdim: true)), ["argmax"] = t => [t["x"].argmax(1)], ["median"] = t => [t["x"].median()],
        ["sort"] = t => Pair(t["x"].sort(1, descending: true)), ["topk"] = t => Pair(t["x"].topk(3, dim: 1)), ["argsort"] = t => [t["x"].argsort(1)],
        ["quantile"] = t => [t["x"].quantile(tensor(new[] { 0.25f, 0.5f }), dim: 1)],
        ["unique"] = t => t["n"].unique(return_inverse: true, return_counts: true) is var (values, inverse, counts) ? [values, inverse, counts] : [],
        ["bincount"] = t => [bincount(t["j"])], ["count_nonzero"] = t => [t["n"].count_nonzero()], ["bucketize"] = t => [t["x"].bucketize(tensor(new[] { -1f, 0, 1 }))],
    };

    private static Dictionary<string, Func<Inputs, Tensor[]>> Products() => new()
    {
        ["matmul"] = t => [t["x"].matmul(t["w"])], ["bmm"] = t => [t["b3"].bmm(t["c3"])], ["baddbmm"] = t => [ones(2, 4, 3).baddbmm(t["b3"], t["c3"], 0.5f, 2)],
        ["addmm"] = t => [t["b"].addmm(t["x"], t["w"])], ["einsum"] = t => [einsum("nij,njk->kni", t["b3"], t["c3"])], ["outer"] = t => [t["row"].outer(t["b"])],
        ["inverse"] = t => [t["sq"].inverse()], ["det"] = t => [t["sq"].det()], ["tensordot"] = t => [t["b3"].tensordot(t["c3"], [0, 2], [0, 1])],
        ["eigh"] = t => [linalg.eigvalsh(t["sq"].matmul(t["sq"].T))], ["solve"] = t => [linalg.solve(t["sq"], ones(3, 2))], ["cdist"] = t => [cdist(t["x"], t["y"])],
        ["arange"] = _ => [arange(1, 4, 0.5)], ["linspace"] = _ => [linspace(-1, 2, 7)], ["eye"] = _ => [eye(3, 4)],
    };

    private static Dictionary<string, Func<Inputs, Tensor[]>> Shapes() => new()
    {
        ["reshape"] = t => [t["x"].reshape(3, 8)], ["permute"] = t => [t["b3"].permute(2, 0, 1)], ["transpose"] = t => [t["x"].transpose(0, 1).contiguous()],
        ["expand"] = t => [t["col"].expand(4, 3)], ["flip"] = t => [t["x"].flip(0, 1)], ["roll"] = t => [t["x"].roll((1, -2), (0, 1))], ["narrow"] = t => [t["x"].narrow(1, 2, 3)],
        ["select"] = t => [t["b3"].select(1, 2)], ["unfold"] = t => [t["x"].unfold(1, 3, 2)], ["squeeze"] = t => [t["col"].squeeze(1).unsqueeze(0)],
        ["tril"] = t => [t["x"].tril(1)], ["triu"] = t => [t["x"].triu(-1)], ["diag"] = t => [t["x"].diagonal(0, 0, 1)], ["repeat"] = t => [t["row"].repeat(2, 2)],
        ["repeat_interleave"] = t => [t["x"].repeat_interleave(2, dim: 0)], ["rot90"] = t => [t["x"].rot90()], ["movedim"] = t => [movedim(t["b3"], 0, 2)],
        ["cat"] = t => [cat([t["x"], t["y"]], 1)], ["stack"] = t => [stack([t["x"], t["y"]], 1)], ["chunk"] = t => t["x"].chunk(2, 1), ["split"] = t => t["x"].split([1, 3], 0),
        ["unbind"] = t => t["b3"].unbind(),
    };

    private static Dictionary<string, Func<Inputs, Tensor[]>> Indexing() => new()
    {
        ["gather"] = t => [t["x"].gather(1, t["i"])], ["scatter"] = t => [zeros(4, 6).scatter_add(1, t["i"], t["y"]) + t["x"]], ["index_select"] = t => [t["x"].index_select(0, t["j"])],
        ["index_add"] = t => [t["x"].index_add(0, t["j"], t["y"], 2)], ["masked_fill"] = t => [t["x"].masked_fill(t["m"], -3)], ["masked_select"] = t => [t["x"].masked_select(t["m"])],
        ["where"] = t => [where(t["m"], t["x"], t["y"])], ["nonzero"] = t => [t["m"].nonzero()], ["take"] = t => [t["x"].take(t["j"])],
        ["index_slices"] = t => [t["b3"][Colon, Slice(1, 4, 2), ^3..]], ["index_ellipsis"] = t => [t["b3"][Ellipsis, 2]], ["index_newaxis"] = t => [t["x"][Colon, Null, 1..]],
        ["index_tensors"] = t => [t["b3"][Colon, TensorIndex.Tensor(t["j"])]], ["index_mask"] = t => [t["x"][t["m"]]],
        ["index_mixed"] = t => [t["b3"][1, TensorIndex.Tensor(t["j"]), 2..5]], ["index_pairs"] = t => [t["x"][t["j"], t["j"] + 1]],
    };

    private static Tensor[] Pair((Tensor First, Tensor Second) pair) => [pair.First, pair.Second];
}
