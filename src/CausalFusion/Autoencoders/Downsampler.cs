using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Autoencoders;

/// <summary>Halves the sides: a strided convolution over values that are padded with zeros at the right and at the bottom only.</summary>
internal sealed class Downsampler : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly Conv2d _convolution;

    public Downsampler(int channels) : base(nameof(Downsampler))
    {
        _convolution = nn.Conv2d(channels, channels, kernel_size: 3L, stride: 2L);
        RegisterComponents();
    }

    /// <param name="x">Values, (N, C, H, W).</param>
    /// <returns>Values, (N, C, H/2, W/2).</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return _convolution.call(nn.functional.pad(x, (0L, 1L, 0L, 1L))).MoveToOuterDisposeScope();
    }
}
