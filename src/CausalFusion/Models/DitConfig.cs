using System.Text.Json.Serialization;
using CausalFusion.Checkpoints;
using static CausalFusion.Checkpoints.ModelConfiguration;

namespace CausalFusion.Models;

/// <summary>The shape of a diffusion transformer (DiT, Peebles &amp; Xie 2023): everything that its weights depend on.</summary>
/// <remarks>Immutable. <see cref="Validate"/> says what is wrong with one that cannot be built.</remarks>
public sealed record DitConfig : IDenoiserConfig
{
    /// <summary>Height and width of the image, or of its latent, in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Channels of the image or latent: 1 or 3 for pixels, 4 for the SD latent.</summary>
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

    /// <summary>Hidden width of the MLP over <see cref="Width"/>. Default 4.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Whether the network predicts, behind the noise, where the variance lies in its range (<see cref="Diffusion.LearnedVariance"/>). Default true.</summary>
    public bool LearnedVariance { get; init; } = true;

    /// <summary>Tokens along one side of the image.</summary>
    [JsonIgnore]
    public int GridSize => ImageSize / PatchSize;

    /// <summary>Number L of image tokens.</summary>
    [JsonIgnore]
    public int Tokens => checked(GridSize * GridSize);

    /// <summary>Values of one token: patch height × patch width × channels.</summary>
    [JsonIgnore]
    public int PatchDimension => checked(PatchSize * PatchSize * Channels);

    /// <summary>Channels of the output: those of the noise and, where it is learned, those of the variance.</summary>
    [JsonIgnore]
    public int OutputChannels => checked(LearnedVariance ? 2 * Channels : Channels);

    /// <summary>Hidden width of the MLP.</summary>
    [JsonIgnore]
    public int MlpWidth => (int)(Width * MlpRatio);

    /// <summary>Index of the null class, which stands for "no class" in classifier-free guidance.</summary>
    [JsonIgnore]
    public int NullClass => Classes;

    /// <summary>Number of parameters of the network, the frozen positions included; computed without allocating them.</summary>
    [JsonIgnore]
    public long ParameterCount
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
        Mlp.RequireRatio(MlpRatio, Width);
        RequireDivides(PatchSize, ImageSize);
        RequireDivides(Heads, Width);
        PositionEmbedding.RequireWidth(Width);
        RequireCountable(this, config => config.ParameterCount);
    }

    /// <summary>The configuration of the network in a model file: what the file says, or else what its weights show.</summary>
    /// <param name="file">The file.</param>
    /// <param name="like">Where to take the number of heads from, which weights do not show; null takes that of the preset of their shapes.</param>
    /// <exception cref="InvalidDataException">The file holds another kind of model, or its weights leave open how many heads there are.</exception>
    /// <exception cref="StateDictMismatchException">The weights are not those of such a network.</exception>
    public static DitConfig Of(ModelFile file, DitConfig? like = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.RequireKind(ModelKind.DiT);
        return file.Config is null
            ? RequireBuildable(DitCheckpointShape.Infer(file.Weights, like), config => config.Validate(), file.Name)
            : FromJson(file.Config);
    }

    /// <summary>This configuration as JSON, the form in which a model file holds it.</summary>
    public string ToJson() => ModelConfiguration.ToJson(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">A JSON object; unknown members are refused, so that a newer file is not read wrongly.</param>
    /// <exception cref="InvalidDataException">The text is not such an object, or describes a network that cannot be built.</exception>
    public static DitConfig FromJson(string json) => ModelConfiguration.FromJson<DitConfig>(json, config => config.Validate());

    string IDenoiserConfig.Kind => ModelKind.DiT;

    /// <inheritdoc/>
    public bool IsSameAs(string json) => ModelConfiguration.IsSame(this, json, FromJson);
}
