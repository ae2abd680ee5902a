using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.ML.Networks;
using CausalFusion.Models;
using Microsoft.ML;

namespace CausalFusion.ML.Generation;

/// <summary>What the settings of generators and editors have in common, as a model file holds them.</summary>
internal abstract record GenerationSettings : ComponentSettings
{
    public string? SeedColumn { get; init; }

    public ulong Seed { get; init; }

    public string? GuidanceColumn { get; init; }

    public string? NegativePromptColumn { get; init; }

    public string[]? ClassNames { get; init; }

    public ImageOutputKind Output { get; init; } = ImageOutputKind.Image;

    public PixelVectorFormat OutputFormat { get; init; } = new();

    /// <summary>How images are sampled.</summary>
    public GenerationOptions Generation { get; init; } = new();

    /// <summary>Settings with all that options say; the names of classes stay where the options have none.</summary>
    public static T With<T>(T settings, ImageSamplingOptions options) where T : GenerationSettings
    {
        GenerationSettings common = settings;
        return (T)(common with
        {
            SeedColumn = options.SeedColumnName,
            Seed = options.Seed,
            GuidanceColumn = options.GuidanceColumnName,
            NegativePromptColumn = options.NegativePromptColumnName,
            ClassNames = options.ClassNames is null ? common.ClassNames : [.. options.ClassNames],
            Output = options.Output,
            OutputFormat = options.OutputFormat,
            Generation = options.Generation,
        });
    }

    /// <summary>The column of what is generated.</summary>
    /// <param name="shape">The size of the network's images.</param>
    public ImageOutput OutputOf(ImageShape shape) => new(OutputColumn, Output, OutputFormat, shape);

    public sealed override SchemaShape AddOutput(SchemaShape input, ImageModelConfig config, ImageShape images) => OutputOf(images).AddTo(input);

    /// <summary>Checks what generators and editors have in common against a network, but for the options of sampling.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    private protected void ValidateColumns(ImageModelConfig config, ModelInfo info)
    {
        if (SeedColumn is "" || GuidanceColumn is "" || NegativePromptColumn is "")
        {
            throw new ArgumentException(
                "SeedColumnName, GuidanceColumnName and NegativePromptColumnName must be null or a column's name; found an empty text.");
        }
        if (config.Text is not null && ClassNames is { Length: > 0 })
        {
            throw new ArgumentException(
                $"ClassNames must be null for a network that reads text and knows no classes; found {ClassNames.Length} names.");
        }
        if (ClassNames is { Length: > 0 } names && names.Length != config.Classes)
        {
            throw new ArgumentException($"ClassNames must have {config.Classes} names, one for each of the network's classes; found {names.Length}.");
        }
        if (!Enum.IsDefined(Output))
        {
            throw new ArgumentException($"Output must be one of {string.Join(", ", Enum.GetNames<ImageOutputKind>())}; found {Output}.");
        }
        ArgumentNullException.ThrowIfNull(Generation);
        ValidateNegatives(config, info);
        ArgumentNullException.ThrowIfNull(OutputFormat);
        OutputFormat.Validate(nameof(OutputFormat));
    }

    private void ValidateNegatives(ImageModelConfig config, ModelInfo info)
    {
        NetworkTexts.RequireOption(nameof(Generation.Negative), Generation.Negative, config, info);
        if (NegativePromptColumn is null)
        {
            return;
        }
        if (config.Text is null)
        {
            throw new ArgumentException(
                $"NegativePromptColumnName must be null for a network that takes classes and reads no text; found '{NegativePromptColumn}'.");
        }
        if (GuidanceColumn is null && Generation.GuidanceScale == 1)
        {
            throw new ArgumentException(
                "NegativePromptColumnName must be null where Generation.GuidanceScale is 1, which is no guidance, and no column says another; "
                + $"found '{NegativePromptColumn}'.");
        }
    }
}
