using System.Globalization;
using System.Text.Json.Nodes;
using CausalFusion.Autoencoders;
using CausalFusion.Models;

namespace CausalFusion.Cli.Models;

/// <summary>What can be said of a model without its weights. What a kind of model does not have is null.</summary>
internal sealed record ModelSummary
{
    /// <summary>The preset's name.</summary>
    public string? Name { get; init; }

    /// <summary>The file.</summary>
    public string? File { get; init; }

    /// <summary>The file's format: <c>bundle</c>, <c>training-checkpoint</c>, <c>safetensors</c> or <c>pytorch</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Which of the models in the file it is.</summary>
    public string? Part { get; init; }

    /// <summary>The models in the file.</summary>
    public IReadOnlyList<string>? Parts { get; init; }

    /// <summary>Tensors in the whole file.</summary>
    public int? Tensors { get; init; }

    /// <summary>What the model is.</summary>
    public string? Kind { get; init; }

    /// <summary>What was looked for and what was found, where that cannot be seen.</summary>
    public string? Unknown { get; init; }

    public long? Parameters { get; init; }

    public int? Layers { get; init; }

    public int? Width { get; init; }

    public int? Heads { get; init; }

    public int? ClassTokens { get; init; }

    public int? ClassTokenRepeats { get; init; }

    public int? Classes { get; init; }

    /// <summary>What the classes are called, in their order.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Tokens that text is made of; null where it reads none.</summary>
    public int? Vocabulary { get; init; }

    /// <summary>The most tokens of a text.</summary>
    public int? MaxTextTokens { get; init; }

    /// <summary>What it can do: generate, edit, caption, features.</summary>
    public IReadOnlyList<string>? Can { get; init; }

    public int? Patch { get; init; }

    public int? LatentChannels { get; init; }

    /// <summary>Height and width of the image or latent.</summary>
    public int? ImageSize { get; init; }

    public int? ImageWidth { get; init; }

    /// <summary>Image tokens.</summary>
    public int? Tokens { get; init; }

    public bool? LearnedPositions { get; init; }

    public bool? QkNorm { get; init; }

    public string? Timestep { get; init; }

    public string? Target { get; init; }

    public bool? LearnedVariance { get; init; }

    /// <summary>Pixels along one side of what one latent position stands for.</summary>
    public int? Downsampling { get; init; }

    public double? LatentScale { get; init; }

    /// <summary>Describes a network of any family; what a family alone has is taken from its configuration's JSON.</summary>
    public static ModelSummary Of(ImageModelConfig config)
    {
        JsonNode json = JsonNode.Parse(config.ToJson())!;
        return new ModelSummary
        {
            Kind = config.Kind,
            Parameters = config.ParameterCount,
            Layers = config.Layers,
            Width = config.Width,
            Heads = config.Heads,
            ClassTokens = config.Text is null ? (int?)json["class_tokens"] ?? 0 : null, // where the class is no token
            ClassTokenRepeats = config.Text is null ? (int?)json["class_token_repeats"] : null,
            Classes = config.Text is null ? config.Classes : null,
            Vocabulary = config.Text?.Vocabulary,
            MaxTextTokens = config.Text?.MaxTokens,
            Can = [.. Abilities(config.Capabilities)],
            Patch = config.PatchSize,
            LatentChannels = config.Channels,
            ImageSize = config.ImageSize,
            ImageWidth = config.ImageWidth,
            Tokens = config.Tokens,
            LearnedPositions = (bool?)json["learned_positions"] ?? false,
            QkNorm = (bool?)json["qk_norm"],
            Timestep = (string?)json["timestep_conditioning"],
            Target = (string?)json["target"],
            LearnedVariance = (bool?)json["learned_variance"],
        };
    }

    public static ModelSummary Of(KlAutoencoderConfig config) => new()
    {
        Kind = KlAutoencoderConfig.Kind,
        Parameters = config.ParameterCount,
        LatentChannels = config.LatentChannels,
        Downsampling = config.Downsampling,
        LatentScale = config.LatentScale,
    };

    private static IEnumerable<string> Abilities(ModelCapabilities capabilities) =>
        new (string Name, bool Has)[]
        {
            ("generate", true), ("edit", capabilities.CanEdit), ("caption", capabilities.ReadsText), ("features", capabilities.HasFeatures),
        }.Where(ability => ability.Has).Select(ability => ability.Name);

    /// <summary>One line for each thing that is known.</summary>
    public IEnumerable<string> Lines()
    {
        (string Label, object? Value)[] rows =
        [
            ("preset", Name), ("file", File), ("format", Format), ("part", Part), (
                "parts", Parts is { Count: > 0 } ? string.Join(", ", Parts) : null), ("tensors", Tensors),
            ("kind", Kind ?? Unknown), ("parameters", Parameters), ("layers", Layers), ("width", Width), ("heads", Heads),
            ("class tokens", ClassTokens),
            ("repeated", ClassTokenRepeats), ("classes", Classes), ("named",
                ClassNames is null
                    ? null
                    : string.Join(", ", ClassNames)), ("vocabulary", Vocabulary), ("most text tokens", MaxTextTokens),
            ("can", Can is null ? null : string.Join(", ", Can)), ("patch", Patch), ("latent channels", LatentChannels), ("image size",
                    ImageSize), ("image width", ImageWidth), ("tokens", Tokens),
            ("learned positions", LearnedPositions), ("QK-norm", QkNorm), ("timestep", Timestep), ("predicts", Target),
            ("learned variance", LearnedVariance),
            ("downsampling", Downsampling), ("latent scale", LatentScale),
        ];
        return rows.Where(row => row.Value is not null).Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Label,-18}{row.Value}"));
    }
}
