using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Autoencoders;

/// <summary>Images to the moments of their latents, before the last 1×1 convolution.</summary>
internal sealed class KlEncoder : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv_in")]
    private readonly Conv2d _input;

    [ComponentName(Name = "down")]
    private readonly ModuleList<ResolutionLevel> _levels;

    [ComponentName(Name = "mid")]
    private readonly MiddleBlocks _middle;

    [ComponentName(Name = "norm_out")]
    private readonly GroupNorm _norm;

    [ComponentName(Name = "conv_out")]
    private readonly Conv2d _output;

    public KlEncoder(KlAutoencoderConfig config) : base(nameof(KlEncoder))
    {
        int levels = config.ChannelMultipliers.Length, coarsest = config.Channels(levels - 1);
        _input = nn.Conv2d(config.ImageChannels, config.BaseChannels, kernel_size: 3L, padding: 1L);
        _levels = nn.ModuleList([.. Enumerable.Range(0, levels).Select(level => ResolutionLevel.ForEncoder(config, level))]);
        _middle = new MiddleBlocks(coarsest, config.NormGroups);
        _norm = Layers.Norm(config.NormGroups, coarsest);
        _output = nn.Conv2d(coarsest, 2L * config.LatentChannels, kernel_size: 3L, padding: 1L);
        RegisterComponents();
    }

    /// <param name="x">Images, (N, C, H, W).</param>
    /// <returns>Moments, (N, 2·latent channels, H/f, W/f).</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor hidden = Layers.Run(x, [_input, .. _levels, _middle]);
        return Layers.NormedAndConvolved(hidden, _norm, _output).MoveToOuterDisposeScope();
    }
}
