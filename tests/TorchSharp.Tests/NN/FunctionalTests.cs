using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests.NN;

public class FunctionalTests
{
    private static readonly GoldenFile _golden = new("functions");

    private static readonly Dictionary<string, Func<Tensor[], Tensor>> _functions = new()
    {
        ["attention"] = x => scaled_dot_product_attention(x[0], x[1], x[2]),
        ["attentionWithAdditiveMask"] = x => scaled_dot_product_attention(x[0], x[1], x[2], x[3]),
        ["attentionWithBooleanMask"] = x => scaled_dot_product_attention(x[0], x[1], x[2], x[3]),
        ["causalAttention"] = x => scaled_dot_product_attention(x[0], x[1], x[2], is_casual: true),
        ["mse"] = x => mse_loss(x[0], x[1]),
        ["mseSum"] = x => MSELoss(Reduction.Sum).call(x[0], x[1]),
        ["mseNone"] = x => mse_loss(x[0], x[1], Reduction.None),
        ["l1"] = x => L1Loss().call(x[0], x[1]),
        ["smoothL1"] = x => SmoothL1Loss(beta: 0.5).call(x[0], x[1]),
        ["huber"] = x => HuberLoss(0.5).call(x[0], x[1]),
        ["crossEntropy"] = x => CrossEntropyLoss().call(x[0], x[1]),
        ["crossEntropyWeighted"] = x => cross_entropy(x[0], x[1], x[2], ignore_index: 0, label_smoothing: 0.1),
        ["nll"] = x => NLLLoss().call(log_softmax(x[0], 1), x[1]),
        ["bce"] = x => BCELoss().call(x[0], x[1]),
        ["bceWithLogits"] = x => BCEWithLogitsLoss(pos_weights: x[2]).call(x[0], x[1]),
        ["klDiv"] = x => KLDivLoss().call(x[0], x[1]),
        ["cosineSimilarity"] = x => cosine_similarity(x[0], x[1]),
        ["pairwiseDistance"] = x => pairwise_distance(x[0], x[1]),
        ["marginRanking"] = x => margin_ranking_loss(x[0], x[1], x[2], 0.2),
        ["tripletMargin"] = x => triplet_margin_loss(x[0], x[1], x[2]),
        ["padConstant"] = x => pad(x[0], (1, 2, 0, 3), value: 0.5),
        ["padReflect"] = x => pad(x[0], [1, 2, 1, 0], PaddingModes.Reflect),
        ["padReplicate"] = x => pad(x[0], (1, 2), PaddingModes.Replicate),
        ["padCircular"] = x => pad(x[0], (1, 2), PaddingModes.Circular),
        ["interpolateArea"] = x => interpolate(x[0], [2, 3], mode: InterpolationMode.Area),
        ["interpolateRecomputed"] = x => interpolate(x[0], scale_factor: [1.6], mode: InterpolationMode.Bilinear, recompute_scale_factor: true),
        ["interpolateScaled"] = x => interpolate(x[0], scale_factor: [1.6], mode: InterpolationMode.Bilinear),
        ["unfold"] = x => unfold(x[0], (2, 3), padding: (1, 1), stride: (2, 2)),
        ["fold"] = x => fold(x[0], (4, 6), (2, 3), stride: (2, 3)),
        ["layerNormPlain"] = x => layer_norm(x[0], [4]),
        ["batchNormRunning"] = x => batch_norm(x[0], x[1], x[2]),
        ["oneHot"] = x => one_hot(x[0], 5),
    };

    private static readonly Dictionary<string, int> _labelAt = new()
    {
        ["crossEntropy"] = 1,
        ["crossEntropyWeighted"] = 1,
        ["nll"] = 1,
        ["oneHot"] = 0,
    };

    public static TheoryData<string> Names => [.. _functions.Keys];

    [Fact]
    public void Every_function_of_the_golden_file_is_tested() => Assert.Equal(_golden.Names.Order(), _functions.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Output_and_gradients_are_those_of_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var golden = _golden[name];
        var inputs = golden.GetProperty("inputs").EnumerateArray()
            .Select((element, i) => GoldenFile.Tensor(element, _labelAt.TryGetValue(name, out var at) && at == i)).ToArray();
        var gradients = golden.TryGetProperty("gradients", out var found) ? found.EnumerateArray().ToArray() : [];
        for (var i = 0; i < gradients.Length; i++) inputs[i].requires_grad = true;

        var output = _functions[name](inputs);

        GoldenFile.AssertEqual(golden.GetProperty("output"), output, "output", 2e-6);
        if (gradients.Length == 0) return;
        output.backward([GoldenFile.Tensor(golden.GetProperty("upstream"))]);
        for (var i = 0; i < gradients.Length; i++) GoldenFile.AssertEqual(gradients[i], inputs[i].grad!, $"gradient of input {i}", 5e-6);
    }

    [Fact]
    public void An_operation_in_place_changes_its_argument()
    {
        using var scope = NewDisposeScope();
        var x = tensor([-1f, 2f]);
        relu(x, inplace: true);
        Assert.Equal([0f, 2f], x.data<float>().ToArray());
    }

    [Fact]
    public void A_causal_attention_takes_no_mask()
    {
        using var scope = NewDisposeScope();
        var x = zeros(1, 1, 2, 2);
        Assert.ThrowsAny<Exception>(() => scaled_dot_product_attention(x, x, x, zeros(2, 2), is_casual: true));
    }

    [Fact]
    public void Interpolation_refuses_a_size_together_with_factors()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => interpolate(zeros(1, 1, 4, 4), [2, 2], [2, 2]));
    }
}
