using System.Text.Json.Serialization;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.ML.Networks;
using CausalFusion.Models;

namespace CausalFusion.ML.Generation;

/// <summary>What the settings of generators and editors have in common, as a model file holds them.</summary>
/// <remarks>What may be absent has a setter: the JSON reader replaces an absent init-only property's default by zero.</remarks>
internal abstract record GenerationSettings : ComponentSettings
{
    public required string OutputColumn { get; init; }

    public string? SeedColumn { get; set; }

    public ulong Seed { get; set; }

    public string? GuidanceColumn { get; set; }

    public string[]? ClassNames { get; set; }

    public ImageOutputKind Output { get; set; } = ImageOutputKind.Image;

    public PixelVectorFormat OutputFormat { get; set; } = new();

    public int ArSteps { get; set; } = 1;

    public ArSplitPolicy? Split { get; set; }

    public TokenOrder Order { get; set; } = TokenOrder.Random;

    public SamplerMethod Sampler { get; set; } = SamplerMethod.Ddpm;

    public int DiffusionSteps { get; set; } = 250;

    public double GuidanceScale { get; set; } = 1;

    [JsonConverter(typeof(JsonStringEnumConverter<GuidanceRamp>))]
    public GuidanceRamp GuidanceRamp { get; set; } = GuidanceRamp.Constant;

    public GuidanceInterval? GuidanceInterval { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? GuidedChannels { get; set; }

    public double Temperature { get; set; } = 1;

    public int BatchSize { get; set; } = 64;

    /// <summary>The column of what is generated.</summary>
    /// <param name="shape">The size of the network's images.</param>
    public ImageOutput OutputOf(ImageShape shape) => new(OutputColumn, Output, OutputFormat, shape);

    /// <summary>The part of the settings that says how to sample.</summary>
    public GenerationOptions ToGeneration() => new()
    {
        ArSteps = ArSteps,
        Split = Split,
        Order = Order,
        Sampler = Sampler,
        DiffusionSteps = DiffusionSteps,
        GuidanceScale = GuidanceScale,
        GuidanceRamp = GuidanceRamp,
        GuidanceInterval = GuidanceInterval,
        GuidedChannels = GuidedChannels,
        Temperature = Temperature,
        BatchSize = BatchSize,
    };

    /// <summary>Checks what generators and editors have in common against a network, but for the options of sampling.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    private protected void ValidateColumns(ImageModelConfig config)
    {
        if (SeedColumn is "" || GuidanceColumn is "")
        {
            throw new ArgumentException("SeedColumnName and GuidanceColumnName must be null or a column's name; found an empty text.");
        }
        if (ClassNames is { Length: > 0 } names && names.Length != config.Classes)
        {
            throw new ArgumentException($"ClassNames must have {config.Classes} names, one for each of the network's classes; found {names.Length}.");
        }
        if (!Enum.IsDefined(Output))
        {
            throw new ArgumentException($"Output must be one of {string.Join(", ", Enum.GetNames<ImageOutputKind>())}; found {Output}.");
        }
        ArgumentNullException.ThrowIfNull(OutputFormat);
        OutputFormat.Validate(nameof(OutputFormat));
    }
}
