using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests.NN;

public class LayerTests
{
    private static readonly GoldenFile _golden = new("layers");

    private static readonly Dictionary<string, Func<Module>> _layers = new()
    {
        ["Linear"] = () => Linear(5, 3),
        ["LinearWithoutBias"] = () => Linear(5, 3, hasBias: false),
        ["LayerNorm"] = () => LayerNorm(6),
        ["LayerNormOfTwoDimensions"] = () => LayerNorm([3, 6], 1e-3),
        ["LayerNormWithoutAffine"] = () => LayerNorm(6, elementwise_affine: false),
        ["GroupNorm"] = () => GroupNorm(2, 4, 1e-6),
        ["BatchNorm2d"] = () => BatchNorm2d(4),
        ["BatchNorm1d"] = () => BatchNorm1d(4),
        ["InstanceNorm2d"] = () => InstanceNorm2d(4, affine: true),
        ["Embedding"] = () => Embedding(7, 3),
        ["EmbeddingWithPadding"] = () => Embedding(7, 3, padding_idx: 2),
        ["Conv1d"] = () => Conv1d(4, 6, 3, padding: 1, groups: 2),
        ["Conv2d"] = () => Conv2d(4, 3, 3, stride: 2, padding: 1),
        ["Conv2dWithUnevenKernel"] = () => Conv2d(4, 3, (3, 2), stride: (2, 1), padding: (1, 0), dilation: (1, 2), bias: false),
        ["Conv2dSame"] = () => Conv2d(4, 3, (4, 3), Padding.Same),
        ["Conv2dReflect"] = () => Conv2d(4, 3, 3, padding: 1, padding_mode: PaddingModes.Reflect),
        ["Conv3d"] = () => Conv3d(2, 3, 2),
        ["ConvTranspose2d"] = () => ConvTranspose2d(4, 3, 3, stride: 2, padding: 1, output_padding: 1),
        ["ConvTranspose1d"] = () => ConvTranspose1d(4, 3, 3, stride: 2),
        ["Bilinear"] = () => Bilinear(3, 4, 2),
        ["PReLU"] = () => PReLU(4),
        ["ReLU"] = () => ReLU(),
        ["LeakyReLU"] = () => LeakyReLU(0.2),
        ["ELU"] = () => ELU(0.7),
        ["SELU"] = () => SELU(),
        ["CELU"] = () => CELU(0.7),
        ["ReLU6"] = () => ReLU6(),
        ["GELU"] = () => GELU(),
        ["GLU"] = () => GLU(),
        ["SiLU"] = () => SiLU(),
        ["Mish"] = () => Mish(),
        ["Sigmoid"] = () => Sigmoid(),
        ["LogSigmoid"] = () => LogSigmoid(),
        ["Hardsigmoid"] = () => Hardsigmoid(),
        ["Hardswish"] = () => Hardswish(),
        ["Hardtanh"] = () => Hardtanh(-0.5, 0.8),
        ["Hardshrink"] = () => Hardshrink(0.4),
        ["Softshrink"] = () => Softshrink(0.4),
        ["Softsign"] = () => Softsign(),
        ["Softplus"] = () => Softplus(2, 1.5),
        ["Softmax"] = () => Softmax(1),
        ["Softmin"] = () => Softmin(1),
        ["LogSoftmax"] = () => LogSoftmax(1),
        ["Softmax2d"] = () => Softmax2d(),
        ["Tanh"] = () => Tanh(),
        ["Tanhshrink"] = () => Tanhshrink(),
        ["Threshold"] = () => Threshold(0.1, -2.0),
        ["Identity"] = () => Identity(),
        ["Flatten"] = () => Flatten(),
        ["Unflatten"] = () => Unflatten(1, [2, 3]),
        ["PixelShuffle"] = () => PixelShuffle(2),
        ["PixelUnshuffle"] = () => PixelUnshuffle(2),
        ["AvgPool2d"] = () => AvgPool2d(3, stride: 2, padding: 1),
        ["AvgPool2dWithoutPad"] = () => AvgPool2d((2, 3), padding: (1, 1), ceil_mode: true, count_include_pad: false),
        ["AvgPool1d"] = () => AvgPool1d(2),
        ["MaxPool2d"] = () => MaxPool2d(2),
        ["MaxPool1d"] = () => MaxPool1d(3, stride: 1, padding: 1),
        ["AdaptiveAvgPool2d"] = () => AdaptiveAvgPool2d((2, 3)),
        ["AdaptiveMaxPool1d"] = () => AdaptiveMaxPool1d(3),
        ["UpsampleNearest"] = () => Upsample(scale_factor: [2]),
        ["UpsampleBilinear"] = () => Upsample(size: [5, 6], mode: UpsampleMode.Bilinear, align_corners: false),
        ["UpsampleBicubicAligned"] = () => Upsample(scale_factor: [2, 1.5], mode: UpsampleMode.Bicubic, align_corners: true),
        ["UpsampleLinear"] = () => Upsample(scale_factor: [2], mode: UpsampleMode.Linear, align_corners: false),
        ["Sequential"] = () => Sequential(Linear(4, 6), SiLU(), Linear(6, 2)),
    };

    public static TheoryData<string> Names => [.. _layers.Keys];

    [Fact]
    public void Every_layer_of_the_golden_file_is_tested() => Assert.Equal(_golden.Names.Order(), _layers.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Output_gradients_and_buffers_are_those_of_PyTorch(string name)
    {
        var golden = _golden[name];
        using var module = _layers[name]();
        using var scope = NewDisposeScope();
        module.load_state_dict(golden.GetProperty("parameters").EnumerateObject().ToDictionary(p => p.Name, p => GoldenFile.Tensor(p.Value)),
            strict: false);
        Assert.Equal(golden.GetProperty("parameters").EnumerateObject().Select(p => p.Name), module.named_parameters().Select(p => p.name));

        var integers = name.StartsWith("Embedding", StringComparison.Ordinal);
        var inputs = golden.GetProperty("inputs").EnumerateArray().Select(element => GoldenFile.Tensor(element, integers)).ToArray();
        if (!integers) foreach (var input in inputs) input.requires_grad = true;
        var output = Call(module, inputs);
        GoldenFile.AssertEqual(golden.GetProperty("output"), output, "output");

        output.backward([GoldenFile.Tensor(golden.GetProperty("upstream"))]);
        var gradients = golden.GetProperty("inputGradients").EnumerateArray().ToArray();
        Assert.Equal(integers ? 0 : inputs.Length, gradients.Length);
        for (var i = 0; i < gradients.Length; i++) GoldenFile.AssertEqual(gradients[i], inputs[i].grad!, $"gradient of input {i}", 2e-6);
        foreach (var (key, parameter) in module.named_parameters())
            GoldenFile.AssertEqual(golden.GetProperty("parameterGradients").GetProperty(key), parameter.grad!, $"gradient of {key}", 2e-6);
        Assert.Equal(golden.GetProperty("buffers").EnumerateObject().Select(p => p.Name), module.named_buffers().Select(b => b.name));
        foreach (var (key, buffer) in module.named_buffers())
            GoldenFile.AssertEqual(golden.GetProperty("buffers").GetProperty(key), buffer, key);
    }

    private static Tensor Call(Module module, Tensor[] inputs) => module switch
    {
        Module<Tensor, Tensor> one => one.call(inputs[0]),
        Module<Tensor, Tensor, Tensor> two => two.call(inputs[0], inputs[1]),
        _ => throw new ArgumentException($"{module.GetName()} takes neither one tensor nor two."),
    };

    [Fact]
    public void A_batch_norm_in_evaluation_uses_and_keeps_its_running_statistics()
    {
        using var scope = NewDisposeScope();
        var norm = BatchNorm1d(2);
        norm.running_mean = tensor([1f, -1f]);
        norm.running_var = tensor([4f, 9f]);
        norm.eval();
        var output = norm.call(tensor([3f, 2f, 1f, -1f], 2, 2));
        Assert.Equal([1f, 1f, 0f, 0f], output.data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal([1f, -1f], norm.running_mean.data<float>().ToArray());
        Assert.Equal(0, norm.num_batches_tracked.item<long>());
    }

    [Fact]
    public void Dropout_does_nothing_in_evaluation()
    {
        using var scope = NewDisposeScope();
        var dropout = Dropout(0.9);
        dropout.eval();
        var x = randn(50);
        Assert.True(dropout.call(x).equal(x).ToBoolean());
        dropout.train();
        Assert.False(dropout.call(x).equal(x).ToBoolean());
    }

    [Fact]
    public void A_convolution_says_which_channels_it_expected()
    {
        using var scope = NewDisposeScope();
        var convolution = Conv2d(4, 3, 3);
        Assert.Throws<ArgumentException>(() => convolution.call(zeros(1, 2, 5, 5)));
    }

    [Fact]
    public void A_max_norm_shortens_the_rows_that_are_looked_up()
    {
        using var scope = NewDisposeScope();
        var embedding = Embedding(3, 2, max_norm: 1.0);
        using (no_grad()) embedding.weight.fill_(3);
        Assert.Equal(1, embedding.call(tensor([1L])).norm().item<float>(), 1e-4f);
        using (no_grad()) Assert.Equal(3, embedding.weight[0, 0].item<float>());
    }

    [Fact]
    public void A_pretrained_embedding_is_a_frozen_copy()
    {
        using var scope = NewDisposeScope();
        var table = randn(3, 2);
        var embedding = Embedding_from_pretrained(table);
        Assert.False(embedding.weight.requires_grad);
        Assert.True(embedding.call(tensor([2L])).equal(table.narrow(0, 2, 1)).ToBoolean());
        table.zero_();
        Assert.NotEqual(0, embedding.weight.abs().sum().item<float>());
    }
}
