using CausalFusion.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Autoencoders;

/// <summary>Norm, SiLU, convolution, twice, beside a shortcut that is a convolution where the channels change.</summary>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "norm1")]
    private readonly GroupNorm _norm1;

    [ComponentName(Name = "conv1")]
    private readonly Conv2d _convolution1;

    [ComponentName(Name = "norm2")]
    private readonly GroupNorm _norm2;

    [ComponentName(Name = "conv2")]
    private readonly Conv2d _convolution2;

    [ComponentName(Name = "nin_shortcut")]
    private readonly Conv2d? _shortcut;

    public ResidualBlock(int inputs, int outputs, int groups) : base(nameof(ResidualBlock))
    {
        _norm1 = Layers.Norm(groups, inputs);
        _convolution1 = nn.Conv2d(inputs, outputs, kernel_size: 3L, padding: 1L);
        _norm2 = Layers.Norm(groups, outputs);
        _convolution2 = nn.Conv2d(outputs, outputs, kernel_size: 3L, padding: 1L);
        _shortcut = inputs == outputs ? null : nn.Conv2d(inputs, outputs, kernel_size: 1L);
        RegisterComponents();
    }

    /// <param name="x">Values, (N, C, H, W).</param>
    /// <returns>Values, (N, C′, H, W).</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor hidden = Layers.NormedAndConvolved(x, _norm1, _convolution1);
        hidden = Layers.NormedAndConvolved(hidden, _norm2, _convolution2);
        return hidden.Plus(_shortcut?.call(x) ?? x).MoveToOuterDisposeScope();
    }
}
