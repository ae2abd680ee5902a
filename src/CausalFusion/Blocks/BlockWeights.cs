using static TorchSharp.torch;

namespace CausalFusion.Blocks;

/// <summary>The weights of a pre-norm transformer block, all of one type and on one device.</summary>
/// <param name="Norm1Weight">Of the LayerNorm before the attention, (D).</param>
/// <param name="Norm1Bias">Its bias, (D).</param>
/// <param name="Qkv">Queries, keys and values, (3·D, D).</param>
/// <param name="QkNorms">Weight and bias of the query norm, then of the key norm, each (d); none without QK-norm.</param>
/// <param name="Projection">Of the attention's output, (D, D).</param>
/// <param name="ProjectionBias">Its bias, (D).</param>
/// <param name="Norm2Weight">Of the LayerNorm before the MLP, (D).</param>
/// <param name="Norm2Bias">Its bias, (D).</param>
/// <param name="Expand">The MLP's first layer, (H, D).</param>
/// <param name="ExpandBias">Its bias, (H).</param>
/// <param name="Contract">The MLP's second layer, (D, H).</param>
/// <param name="ContractBias">Its bias, (D).</param>
internal sealed record BlockWeights(
    Tensor Norm1Weight,
    Tensor Norm1Bias,
    Tensor Qkv,
    Tensor[] QkNorms,
    Tensor Projection,
    Tensor ProjectionBias,
    Tensor Norm2Weight,
    Tensor Norm2Bias,
    Tensor Expand,
    Tensor ExpandBias,
    Tensor Contract,
    Tensor ContractBias)
{
    /// <summary>How many tensors there are besides the QK-norms'.</summary>
    private const int Others = 11;

    /// <summary>All of them, in the order of the parameters.</summary>
    public Tensor[] All =>
    [
        Norm1Weight, Norm1Bias, Qkv, .. QkNorms, Projection, ProjectionBias, Norm2Weight, Norm2Bias, Expand, ExpandBias, Contract, ContractBias,
    ];

    /// <summary>Those that tokens are multiplied with.</summary>
    public Tensor[] Products => [Qkv, Projection, Expand, Contract];

    /// <summary>Takes what <see cref="All"/> gave apart again.</summary>
    public static BlockWeights Of(ReadOnlySpan<Tensor> all)
    {
        int norms = all.Length - Others;
        ReadOnlySpan<Tensor> rest = all[(3 + norms)..];
        return new BlockWeights(
            all[0], all[1], all[2], all.Slice(3, norms).ToArray(), rest[0], rest[1], rest[2], rest[3], rest[4], rest[5], rest[6], rest[7]);
    }
}
