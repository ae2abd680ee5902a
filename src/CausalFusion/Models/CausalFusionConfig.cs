using System.Text.Json.Serialization;
using CausalFusion.Checkpoints;
using CausalFusion.Diffusion;
using static CausalFusion.Checkpoints.ModelConfiguration;

namespace CausalFusion.Models;

/// <summary>The shape of a CausalFusion network: everything that its weights depend on (paper, Tables 9 and 10).</summary>
/// <remarks>Immutable. <see cref="Validate"/> says what is wrong with one that cannot be built.</remarks>
public sealed record CausalFusionConfig : IDenoiserConfig
{
    /// <summary>Height and width of the image, or of its latent, in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Channels of the image or latent: 1 or 3 for pixels, 4 for the SD latent, 16 for the MAR latent.</summary>
    public required int Channels { get; init; }

    /// <summary>Height and width of a patch; one token stands for one patch.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Width D of the transformer.</summary>
    public required int Width { get; init; }

    /// <summary>Number of transformer blocks.</summary>
    public required int Layers { get; init; }

    /// <summary>Number of attention heads; divides <see cref="Width"/>.</summary>
    public required int Heads { get; init; }

    /// <summary>Number of classes, without the null class of classifier-free guidance.</summary>
    public required int Classes { get; init; }

    /// <summary>Number K of condition tokens that a class is embedded as. Default 4.</summary>
    public int ClassTokens { get; init; } = 4;

    /// <summary>
    /// How many times a class's tokens are repeated in the sequence: more computation for the condition without more parameters, since the repeats share
    /// the class table and differ in their position only (paper, App. B, Table 8). Default 1.
    /// </summary>
    public int ClassTokenRepeats { get; init; } = 1;

    /// <summary>Hidden width of the MLP over <see cref="Width"/>. Default 4.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Whether the position embedding is learned; otherwise it stays the 2-D sin-cos table. Default false.</summary>
    public bool LearnedPositions { get; init; }

    /// <summary>What the network predicts. Default the noise.</summary>
    public PredictionTarget Target { get; init; } = PredictionTarget.Noise;

    /// <summary>How the network is told the timestep. Default added to the noised tokens.</summary>
    public TimestepConditioning TimestepConditioning { get; init; } = TimestepConditioning.Added;

    /// <summary>Whether a LayerNorm stands on each head's queries and keys. Default true.</summary>
    public bool QkNorm { get; init; } = true;

    /// <summary>Condition tokens in the sequence: <see cref="ClassTokens"/> × <see cref="ClassTokenRepeats"/>.</summary>
    [JsonIgnore]
    public int ConditionTokens => checked(ClassTokens * ClassTokenRepeats);

    /// <summary>Tokens along one side of the image.</summary>
    [JsonIgnore]
    public int GridSize => ImageSize / PatchSize;

    /// <summary>Number L of image tokens.</summary>
    [JsonIgnore]
    public int Tokens => checked(GridSize * GridSize);

    /// <summary>Values of one token: patch height × patch width × channels, in that order.</summary>
    [JsonIgnore]
    public int PatchDimension => checked(PatchSize * PatchSize * Channels);

    /// <summary>Width of one attention head.</summary>
    [JsonIgnore]
    public int HeadDimension => Width / Heads;

    /// <summary>Hidden width of the MLP.</summary>
    [JsonIgnore]
    public int MlpWidth => (int)(Width * MlpRatio);

    /// <summary>Time tokens before the noised tokens of each AR step: 1 where the timestep is a token, otherwise 0.</summary>
    [JsonIgnore]
    public int TimeTokens => TimestepConditioning == TimestepConditioning.Token ? 1 : 0;

    /// <summary>Index of the null class, which stands for "no class" in classifier-free guidance.</summary>
    [JsonIgnore]
    public int NullClass => Classes;

    /// <summary>Number of parameters of the network, frozen positions included; computed without allocating them.</summary>
    [JsonIgnore]
    public long ParameterCount
    {
        get
        {
            checked
            {
                long d = Width, mlp = MlpWidth, patch = PatchDimension;
                long block = (2 * 2 * d)                       // two LayerNorms
                    + (3 * d * d) + (d * d) + d                // qkv, projection
                    + (QkNorm ? 2 * 2L * HeadDimension : 0)    // QK-norm
                    + (d * mlp) + mlp + (mlp * d) + d;         // MLP
                return (Tokens * d) + ((long)ConditionTokens * d) // positions
                    + (patch * d) + d                          // token projection
                    + (TimestepEmbedding.FrequencyCount * d) + d + (d * d) + d
                    + ((Classes + 1L) * ClassTokens * d)       // class table
                    + (Layers * block)
                    + (2 * d) + (d * patch) + patch;           // head
            }
        }
    }

    /// <summary>Checks that the network can be built.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or the values do not fit each other.</exception>
    public void Validate()
    {
        RequireAtLeast(1, ImageSize);
        RequireAtLeast(1, Channels);
        RequireAtLeast(1, PatchSize);
        RequireAtLeast(4, Width);
        RequireAtLeast(1, Layers);
        RequireAtLeast(1, Heads);
        RequireAtLeast(1, Classes);
        RequireAtLeast(1, ClassTokens);
        RequireAtLeast(1, ClassTokenRepeats);
        Mlp.RequireRatio(MlpRatio, Width);
        RequireDefined(Target);
        RequireDefined(TimestepConditioning);
        RequireDivides(PatchSize, ImageSize);
        RequireDivides(Heads, Width);
        PositionEmbedding.RequireWidth(Width);
        RequireCountable(this, config => config.ParameterCount);
    }

    /// <summary>The configuration of the network in a model file: what the file says, or else what its weights show.</summary>
    /// <remarks>
    /// From weights alone the sizes of patches and channels, the target and the conditioning on time cannot be seen: they come from <paramref name="like"/>, or from
    /// the preset of these shapes. Positions that are the sin-cos table count as not learned.
    /// </remarks>
    /// <param name="file">The file; only its table of positions is read.</param>
    /// <param name="like">Where to take from what the weights do not show; null takes a preset's.</param>
    /// <exception cref="InvalidDataException">The file holds another kind of model, or its weights allow several configurations; the message names them.</exception>
    /// <exception cref="StateDictMismatchException">The weights are not those of such a network.</exception>
    public static CausalFusionConfig Of(ModelFile file, CausalFusionConfig? like = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.RequireKind(ModelKind.CausalFusion);
        return file.Config is null
            ? RequireBuildable(CheckpointShape.Infer(file.Weights, like), config => config.Validate(), file.Name)
            : FromJson(file.Config);
    }

    /// <summary>This configuration as JSON, the form in which a model file holds it.</summary>
    public string ToJson() => ModelConfiguration.ToJson(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">A JSON object; unknown members are refused, so that a newer file is not read wrongly.</param>
    /// <exception cref="InvalidDataException">The text is not such an object, or describes a network that cannot be built.</exception>
    public static CausalFusionConfig FromJson(string json) => ModelConfiguration.FromJson<CausalFusionConfig>(json, config => config.Validate());

    string IDenoiserConfig.Kind => ModelKind.CausalFusion;

    /// <inheritdoc/>
    public bool IsSameAs(string json) => ModelConfiguration.IsSame(this, json, FromJson);
}
