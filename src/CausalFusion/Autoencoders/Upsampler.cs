using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Autoencoders;

/// <summary>Doubles the sides: every value four times, then a convolution.</summary>
internal sealed class Upsampler : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly Conv2d _convolution;

    public Upsampler(int channels) : base(nameof(Upsampler))
    {
        _convolution = nn.Conv2d(channels, channels, kernel_size: 3L, padding: 1L);
        RegisterComponents();
    }

    /// <param name="x">Values, (N, C, H, W).</param>
    /// <returns>Values, (N, C, 2H, 2W).</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return _convolution.call(nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest)).MoveToOuterDisposeScope();
    }
}
