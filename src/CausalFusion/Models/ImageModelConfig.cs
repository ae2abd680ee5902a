using System.Text.Json.Serialization;
using CausalFusion.Checkpoints;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Images;
using static CausalFusion.Checkpoints.ModelConfiguration;

namespace CausalFusion.Models;

/// <summary>The shape of a network that denoises images: everything that its weights depend on. Each family adds its own.</summary>
/// <remarks>Immutable. <see cref="Validate"/> says what is wrong with one that cannot be built.</remarks>
public abstract record ImageModelConfig
{
    private protected ImageModelConfig()
    {
    }

    /// <summary>The family of the network, as files say it.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>What such a network can do.</summary>
    [JsonIgnore]
    public abstract ModelCapabilities Capabilities { get; }

    /// <summary>Height of the image, or of its latent, in pixels; its width, too, unless <see cref="ImageWidth"/> says another.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Width of the image, or of its latent, in pixels; null, the default, where it is square.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ImageWidth { get; init; }

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

    /// <summary>Number of classes, without the null class of classifier-free guidance; 0 in a network that reads text.</summary>
    public required int Classes { get; init; }

    /// <summary>The text that it reads and writes; null, the default, where it takes classes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TextShape? Text { get; init; }

    /// <summary>What the network predicts. Default the noise.</summary>
    public PredictionTarget Target { get; init; } = PredictionTarget.Noise;

    /// <summary>Hidden width of the MLP over <see cref="Width"/>. Default 4.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>The size of the image, or of its latent.</summary>
    [JsonIgnore]
    public ImageShape Shape => new(ImageSize, ImageWidth ?? ImageSize, Channels);

    /// <summary>How the tokens of an image lie.</summary>
    [JsonIgnore]
    public TokenGrid Grid => TokenGrid.OfImage(ImageSize / PatchSize, (ImageWidth ?? ImageSize) / PatchSize);

    /// <summary>Number L of image tokens.</summary>
    [JsonIgnore]
    public int Tokens => Grid.Count;

    /// <summary>Values of one token: patch height × patch width × channels, in that order.</summary>
    [JsonIgnore]
    public int PatchDimension => checked(PatchSize * PatchSize * Channels);

    /// <summary>Width of one attention head.</summary>
    [JsonIgnore]
    public int HeadDimension => Width / Heads;

    /// <summary>Hidden width of the MLP.</summary>
    [JsonIgnore]
    public int MlpWidth => (int)(Width * MlpRatio);

    /// <summary>Index of the null class, which stands for "no class" in classifier-free guidance.</summary>
    [JsonIgnore]
    public int NullClass => Classes;

    /// <summary>Why its error can be measured in nothing but what it predicts, as it goes on after "a network that"; null where it can.</summary>
    internal virtual string? TieOfLoss => null;

    /// <summary>Number of parameters of the network, frozen ones included; computed without allocating them.</summary>
    [JsonIgnore]
    public abstract long ParameterCount { get; }

    /// <summary>Checks that the network can be built.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or the values do not fit each other.</exception>
    public virtual void Validate()
    {
        RequireAtLeast(1, ImageSize);
        RequireAtLeast(1, Channels);
        RequireAtLeast(1, PatchSize);
        RequireAtLeast(4, Width);
        RequireAtLeast(1, Layers);
        RequireAtLeast(1, Heads);
        RequireConditions();
        RequireDefined(Target);
        Mlp.RequireRatio(MlpRatio, Width);
        RequireDivides(PatchSize, ImageSize);
        if (ImageWidth is { } width)
        {
            RequireAtLeast(1, width, nameof(ImageWidth));
            RequireDivides(PatchSize, width, numberName: nameof(ImageWidth));
        }
        if ((Int128)ImageSize * (ImageWidth ?? ImageSize) * Channels > Array.MaxLength)
        {
            throw new ArgumentException(
                $"ImageSize × ImageWidth × Channels must be at most {Array.MaxLength}; found {ImageSize} × {ImageWidth ?? ImageSize} × {Channels}.");
        }
        RequireDivides(Heads, Width);
        PositionEmbedding.RequireWidth(Width);
    }

    private void RequireConditions()
    {
        if (Text is null)
        {
            RequireAtLeast(1, Classes);
            return;
        }
        Text.Validate();
        if (Classes != 0)
        {
            throw new ArgumentException($"Classes must be 0 in a network that reads text; found {Classes}.");
        }
        if (!Capabilities.ReadsText)
        {
            throw new ArgumentException($"Text must be null in a network of kind '{Kind}', which reads none.");
        }
    }

    /// <summary>This configuration as JSON, the form in which a model file holds it.</summary>
    public string ToJson() => ModelConfiguration.ToJson<object>(this);

    /// <summary>Whether a JSON text says the same: members that it leaves out have their defaults.</summary>
    /// <param name="json">The text; one that cannot be read says something else.</param>
    internal bool IsSameAs(string json) => ModelConfiguration.IsSame(this, json);
}
