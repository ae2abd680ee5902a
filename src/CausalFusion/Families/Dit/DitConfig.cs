using System.Text.Json.Serialization;
using CausalFusion.Checkpoints;
using CausalFusion.Diffusion;
using CausalFusion.Models;
using static CausalFusion.Checkpoints.ModelConfiguration;

namespace CausalFusion.Families.Dit;

/// <summary>The shape of a diffusion transformer (DiT, Peebles &amp; Xie 2023): everything that its weights depend on.</summary>
/// <remarks>Immutable. <see cref="Validate"/> says what is wrong with one that cannot be built.</remarks>
public sealed record DitConfig : ImageModelConfig
{
    /// <summary>What files call this family.</summary>
    public const string FamilyName = "dit";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => FamilyName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override ModelCapabilities Capabilities => DitFamily.Instance.Capabilities;

    /// <summary>
    /// Whether the network predicts, behind the noise, where the variance lies in its range (<see cref="Diffusion.LearnedVariance"/>). Default true.
    /// It does so for the noise alone: with another <see cref="ImageModelConfig.Target"/> this must be false.
    /// </summary>
    public bool LearnedVariance { get; init; } = true;

    /// <inheritdoc/>
    internal override string? TieOfLoss => LearnedVariance ? $"learns the variance beside the noise ({nameof(LearnedVariance)})" : null;

    /// <summary>Channels of the output: those of the prediction and, where it is learned, those of the variance.</summary>
    [JsonIgnore]
    public int OutputChannels => checked(LearnedVariance ? 2 * Channels : Channels);

    /// <inheritdoc/>
    [JsonIgnore]
    public override long ParameterCount
    {
        get
        {
            checked
            {
                long d = Width, mlp = MlpWidth, patch = (long)PatchSize * PatchSize, output = patch * OutputChannels;
                long block = (3 * d * d) + (3 * d) + (d * d) + d   // qkv, projection
                    + (d * mlp) + mlp + (mlp * d) + d              // MLP
                    + (6 * d * d) + (6 * d);                       // modulation
                return (Tokens * d) + (patch * Channels * d) + d   // positions, patch embedding
                    + (TimestepEmbedding.FrequencyCount * d) + d + (d * d) + d
                    + ((Classes + 1L) * d)                         // class table
                    + (Layers * block)
                    + (2 * d * d) + (2 * d) + (d * output) + output;
            }
        }
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (LearnedVariance && Target != PredictionTarget.Noise)
        {
            throw new ArgumentException(
                $"{nameof(Target)} must be {PredictionTarget.Noise} where {nameof(LearnedVariance)} is true, as the variance is learned beside the "
                + $"noise; found {Target}.");
        }
        RequireCountable(this, config => config.ParameterCount);
    }

    /// <summary>Reads what <see cref="ImageModelConfig.ToJson"/> wrote.</summary>
    /// <param name="json">A JSON object; unknown members are refused, so that a newer file is not read wrongly.</param>
    /// <exception cref="InvalidDataException">The text is not such an object, or describes a network that cannot be built.</exception>
    public static DitConfig FromJson(string json) => ModelConfiguration.FromJson<DitConfig>(json, config => config.Validate());
}
