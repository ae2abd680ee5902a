using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Autoencoders;

/// <summary>
/// The residual blocks of one resolution, each with an attention after it where the configuration says so, and the way to the next resolution.
/// </summary>
internal sealed class ResolutionLevel : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "block")]
    private readonly ModuleList<ResidualBlock> _blocks;

    [ComponentName(Name = "attn")]
    private readonly ModuleList<SpatialAttention> _attentions;

    [ComponentName(Name = "downsample")]
    private readonly Downsampler? _downsampler;

    [ComponentName(Name = "upsample")]
    private readonly Upsampler? _upsampler;

    private ResolutionLevel(int inputs, int outputs, int blocks, bool attention, int groups, Downsampler? downsampler, Upsampler? upsampler)
        : base(nameof(ResolutionLevel))
    {
        _blocks = nn.ModuleList([.. Enumerable.Range(0, blocks).Select(i => new ResidualBlock(i == 0 ? inputs : outputs, outputs, groups))]);
        _attentions = nn.ModuleList([.. Enumerable.Range(0, attention ? blocks : 0).Select(_ => new SpatialAttention(outputs, groups))]);
        _downsampler = downsampler;
        _upsampler = upsampler;
        RegisterComponents();
    }

    /// <summary>A level of the encoder; all but the coarsest end by halving the sides.</summary>
    public static ResolutionLevel ForEncoder(KlAutoencoderConfig config, int level)
    {
        int own = config.Channels(level), inputs = level == 0 ? config.BaseChannels : config.Channels(level - 1);
        bool last = level == config.ChannelMultipliers.Length - 1;
        return new(inputs, own, config.ResidualBlocks, config.EncoderAttentionLevels.Contains(level), config.NormGroups,
            last ? null : new Downsampler(own), null);
    }

    /// <summary>A level of the decoder; all but the finest end by doubling the sides.</summary>
    public static ResolutionLevel ForDecoder(KlAutoencoderConfig config, int level)
    {
        int own = config.Channels(level), inputs = level == config.ChannelMultipliers.Length - 1 ? own : config.Channels(level + 1);
        return new(inputs, own, config.ResidualBlocks + 1, config.DecoderAttentionLevels.Contains(level), config.NormGroups, null,
            level == 0 ? null : new Upsampler(own));
    }

    /// <param name="x">Values, (N, C, H, W).</param>
    /// <returns>Values of the level's channels, their sides halved, doubled or as they were.</returns>
    public override Tensor forward(Tensor x) => Layers.Run(x, Modules());

    private IEnumerable<nn.Module<Tensor, Tensor>?> Modules()
    {
        for (int i = 0; i < _blocks.Count; i++)
        {
            yield return _blocks[i];
            yield return i < _attentions.Count ? _attentions[i] : null;
        }
        yield return _downsampler;
        yield return _upsampler;
    }
}
