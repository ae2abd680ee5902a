using System.Collections.Immutable;
using System.Text.Json.Serialization;
using CausalFusion.Checkpoints;
using static CausalFusion.Checkpoints.ModelConfiguration;

namespace CausalFusion.Autoencoders;

/// <summary>The shape of a KL autoencoder: everything that its weights depend on, and the scale of its latents.</summary>
/// <remarks>Immutable. <see cref="Validate"/> says what is wrong with one that cannot be built.</remarks>
public sealed record KlAutoencoderConfig
{
    /// <summary>What files call such a model.</summary>
    public const string Kind = "kl-autoencoder";

    private const int MaxLevels = 8;

    /// <summary>Channels of a latent.</summary>
    public required int LatentChannels { get; init; }

    /// <summary>What a sampled latent is multiplied with for a network.</summary>
    public required double LatentScale { get; init; }

    /// <summary>For each level, finest first, its channels over <see cref="BaseChannels"/>. Each level but the last halves the sides.</summary>
    public required ImmutableArray<int> ChannelMultipliers { get; init; }

    /// <summary>Levels of the encoder with an attention after each residual block, 0 the finest. Default none.</summary>
    public ImmutableArray<int> EncoderAttentionLevels { get; init; } = [];

    /// <summary>Levels of the decoder with an attention after each residual block, 0 the finest. Default none.</summary>
    public ImmutableArray<int> DecoderAttentionLevels { get; init; } = [];

    /// <summary>Channels of the finest level. Default 128.</summary>
    public int BaseChannels { get; init; } = 128;

    /// <summary>Residual blocks in a level of the encoder; the decoder has one more. Default 2.</summary>
    public int ResidualBlocks { get; init; } = 2;

    /// <summary>Groups of channels that are normalized together; divides every level's channels. Default 32.</summary>
    public int NormGroups { get; init; } = 32;

    /// <summary>Channels of an image. Default 3.</summary>
    public int ImageChannels { get; init; } = 3;

    /// <summary>The autoencoder of MAR: 16 channels, a sixteenth of the sides, 66,456,019 parameters.</summary>
    public static KlAutoencoderConfig Mar { get; } = new()
    {
        LatentChannels = 16,
        LatentScale = 0.2325,
        ChannelMultipliers = [1, 1, 2, 2, 4],
        EncoderAttentionLevels = [4],
    };

    /// <summary>The autoencoder of Stable Diffusion: 4 channels, an eighth of the sides, 83,653,863 parameters.</summary>
    public static KlAutoencoderConfig StableDiffusion { get; } = new()
    {
        LatentChannels = 4,
        LatentScale = 0.18215,
        ChannelMultipliers = [1, 2, 4, 4],
    };

    /// <summary>Pixels along one side of what one latent position stands for.</summary>
    [JsonIgnore]
    public int Downsampling => 1 << (ChannelMultipliers.Length - 1);

    /// <summary>Number of parameters, computed without allocating them.</summary>
    [JsonIgnore]
    public long ParameterCount
    {
        get
        {
            checked
            {
                int levels = ChannelMultipliers.Length;
                long coarsest = Channels(levels - 1), moments = 2L * LatentChannels;
                long middle = (2 * Residual(coarsest, coarsest)) + Attention(coarsest);
                long encoder = Convolution(ImageChannels, BaseChannels, 3) + middle + Norm(coarsest) + Convolution(coarsest, moments, 3);
                long decoder = Convolution(LatentChannels, coarsest, 3) + middle + Norm(BaseChannels * (long)ChannelMultipliers[0])
                    + Convolution(Channels(0), ImageChannels, 3);
                for (int level = 0; level < levels; level++)
                {
                    long own = Channels(level), finer = level == 0 ? BaseChannels : Channels(level - 1),
                        coarser = level == levels - 1 ? own : Channels(level + 1);
                    encoder += Residual(finer, own) + ((ResidualBlocks - 1) * Residual(own, own));
                    decoder += Residual(coarser, own) + (ResidualBlocks * Residual(own, own));
                    encoder += EncoderAttentionLevels.Contains(level) ? ResidualBlocks * Attention(own) : 0;
                    decoder += DecoderAttentionLevels.Contains(level) ? (ResidualBlocks + 1) * Attention(own) : 0;
                    encoder += level < levels - 1 ? Convolution(own, own, 3) : 0;
                    decoder += level > 0 ? Convolution(own, own, 3) : 0;
                }
                return encoder + decoder + Convolution(moments, moments, 1) + Convolution(LatentChannels, LatentChannels, 1);
            }

            static long Convolution(long inputs, long outputs, long side) => checked((inputs * outputs * side * side) + outputs);
            static long Norm(long channels) => 2 * channels;
            static long Attention(long channels) => checked(Norm(channels) + (4 * Convolution(channels, channels, 1)));
            static long Residual(long inputs, long outputs) => checked(
                Norm(inputs) + Convolution(inputs, outputs, 3) + Norm(outputs) + Convolution(outputs, outputs, 3)
                + (inputs == outputs ? 0 : Convolution(inputs, outputs, 1)));
        }
    }

    /// <summary>Channels of a level.</summary>
    /// <param name="level">The level, 0 the finest.</param>
    public int Channels(int level) => checked(BaseChannels * ChannelMultipliers[level]);

    /// <summary>Checks that the autoencoder can be built.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or the values do not fit each other.</exception>
    public void Validate()
    {
        RequireAtLeast(1, LatentChannels);
        RequireAtLeast(1, BaseChannels);
        RequireAtLeast(1, ResidualBlocks);
        RequireAtLeast(1, NormGroups);
        RequireAtLeast(1, ImageChannels);
        if (!(LatentScale > 0) || !double.IsFinite(LatentScale))
        {
            throw new ArgumentException($"LatentScale must be positive; found {LatentScale}.");
        }
        if (ChannelMultipliers.IsDefault || ChannelMultipliers.Length is < 1 or > MaxLevels || ChannelMultipliers.Any(multiplier => multiplier < 1))
        {
            throw new ArgumentException($"ChannelMultipliers must be 1 to {MaxLevels} numbers of at least 1; found {Listed(ChannelMultipliers)}.");
        }
        foreach ((
            string name, ImmutableArray<int> attended) in new[] { (
                nameof(EncoderAttentionLevels), EncoderAttentionLevels), (nameof(DecoderAttentionLevels), DecoderAttentionLevels) })
        {
            if (attended.IsDefault || attended.Any(
                level => level < 0 || level >= ChannelMultipliers.Length) || attended.Distinct().Count() != attended.Length)
            {
                throw new ArgumentException($"{name} must be different levels from 0 to {ChannelMultipliers.Length - 1}; found {Listed(attended)}.");
            }
        }
        RequireCountable(this, config => config.ParameterCount);
        RequireDivides(NormGroups, BaseChannels);

        static string Listed(ImmutableArray<int> values) => values.IsDefault ? "null" : $"[{string.Join(", ", values)}]";
    }

    /// <summary>This configuration as JSON, the form in which a file holds it.</summary>
    public string ToJson() => ModelConfiguration.ToJson(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">A JSON object; unknown members are refused, so that a newer file is not read wrongly.</param>
    /// <exception cref="InvalidDataException">The text is not such an object, or describes an autoencoder that cannot be built.</exception>
    public static KlAutoencoderConfig FromJson(string json) => ModelConfiguration.FromJson<KlAutoencoderConfig>(json, config => config.Validate());

    /// <summary>Whether two configurations are the same, value by value.</summary>
    public bool Equals(KlAutoencoderConfig? other) => other is not null && ToJson() == other.ToJson();

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);
}
