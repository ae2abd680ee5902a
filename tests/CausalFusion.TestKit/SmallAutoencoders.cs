using CausalFusion.Autoencoders;

namespace CausalFusion.TestKit;

/// <summary>The autoencoders of the golden files.</summary>
public static class SmallAutoencoders
{
    public static KlAutoencoderConfig Mar { get; } = new()
    {
        LatentChannels = 6,
        LatentScale = 0.2325,
        ChannelMultipliers = [1, 1, 2],
        EncoderAttentionLevels = [2],
        BaseChannels = 4,
        NormGroups = 2,
    };

    public static KlAutoencoderConfig StableDiffusion { get; } = new()
    {
        LatentChannels = 4,
        LatentScale = 0.18215,
        ChannelMultipliers = [1, 2, 2],
        BaseChannels = 4,
        NormGroups = 2,
    };

    public static KlAutoencoderConfig Config(string file) => file.StartsWith("autoencoder_mar", StringComparison.Ordinal) ? Mar : StableDiffusion;

    public static string PathOf(string file) => Path.Combine(Repository.Golden, file + ".safetensors");

    public static KlAutoencoder Load(string file) => KlAutoencoder.Load(PathOf(file), Config(file));
}
