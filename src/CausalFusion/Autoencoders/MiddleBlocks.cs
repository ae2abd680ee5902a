using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Autoencoders;

/// <summary>Two residual blocks with an attention between them, at the coarsest resolution.</summary>
internal sealed class MiddleBlocks : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "block_1")]
    private readonly ResidualBlock _first;

    [ComponentName(Name = "attn_1")]
    private readonly SpatialAttention _attention;

    [ComponentName(Name = "block_2")]
    private readonly ResidualBlock _second;

    public MiddleBlocks(int channels, int groups) : base(nameof(MiddleBlocks))
    {
        _first = new ResidualBlock(channels, channels, groups);
        _attention = new SpatialAttention(channels, groups);
        _second = new ResidualBlock(channels, channels, groups);
        RegisterComponents();
    }

    /// <param name="x">Values, (N, C, H, W).</param>
    /// <returns>Values of the same shape.</returns>
    public override Tensor forward(Tensor x) => Layers.Run(x, [_first, _attention, _second]);
}
