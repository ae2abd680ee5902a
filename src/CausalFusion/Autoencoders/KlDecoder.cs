using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Autoencoders;

/// <summary>Latents, after the first 1×1 convolution, to images.</summary>
internal sealed class KlDecoder : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv_in")]
    private readonly Conv2d _input;

    [ComponentName(Name = "mid")]
    private readonly MiddleBlocks _middle;

    [ComponentName(Name = "up")]
    private readonly ModuleList<ResolutionLevel> _levels; // finest first, as in the encoder, and run from the last to the first

    [ComponentName(Name = "norm_out")]
    private readonly GroupNorm _norm;

    [ComponentName(Name = "conv_out")]
    private readonly Conv2d _output;

    public KlDecoder(KlAutoencoderConfig config) : base(nameof(KlDecoder))
    {
        int levels = config.ChannelMultipliers.Length, coarsest = config.Channels(levels - 1), finest = config.Channels(0);
        _input = nn.Conv2d(config.LatentChannels, coarsest, kernel_size: 3L, padding: 1L);
        _middle = new MiddleBlocks(coarsest, config.NormGroups);
        _levels = nn.ModuleList([.. Enumerable.Range(0, levels).Select(level => ResolutionLevel.ForDecoder(config, level))]);
        _norm = Layers.Norm(config.NormGroups, finest);
        _output = nn.Conv2d(finest, config.ImageChannels, kernel_size: 3L, padding: 1L);
        RegisterComponents();
    }

    /// <param name="x">Latents, (N, latent channels, h, w).</param>
    /// <returns>Images, (N, C, h·f, w·f).</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor hidden = Layers.Run(x, [_input, _middle, .. _levels.Reverse()]);
        return Layers.NormedAndConvolved(hidden, _norm, _output).MoveToOuterDisposeScope();
    }
}
