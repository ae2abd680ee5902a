using System.Text.Json.Serialization;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.ML.Columns;
using CausalFusion.ML.Generation;
using CausalFusion.ML.Networks;
using CausalFusion.Models;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Captioning;

/// <summary>An image captioner's settings as a model file holds them.</summary>
internal sealed record CaptionerSettings : ComponentSettings
{
    public required string ImageColumn { get; init; }

    public string? ScoreColumn { get; init; }

    public string? BeginningColumn { get; init; }

    public string? SeedColumn { get; init; }

    public ulong Seed { get; init; }

    /// <summary>How captions are written.</summary>
    public CaptionOptions Captioning { get; init; } = new();

    public ImageSizing Sizing { get; init; } = ImageSizing.Exact;

    public PixelVectorFormat InputFormat { get; init; } = new();

    private bool Draws => Captioning.Decoding == CaptionDecoding.Sampling;

    /// <summary>The column of images.</summary>
    public ImageInput ImagesOf(ImageShape shape) => new(ImageColumn, shape, Sizing, InputFormat);

    /// <summary>The column of how captions begin; null where there is none.</summary>
    [JsonIgnore]
    public TextColumn? Beginnings => BeginningColumn is null ? null : new(BeginningColumn, "beginning");

    /// <summary>Where seeds come from; null where nothing is drawn.</summary>
    [JsonIgnore]
    public SeedColumn? Seeds => Draws ? new(SeedColumn, Seed) : null;

    /// <summary>The columns of captions and of their scores.</summary>
    [JsonIgnore]
    public IReadOnlyList<DataViewSchema.DetachedColumn> Outputs => ScoreColumn is null
        ? [new(OutputColumn, TextDataViewType.Instance)]
        : [new(OutputColumn, TextDataViewType.Instance), new(ScoreColumn, NumberDataViewType.Single)];

    public override void CheckInput(SchemaShape input, ImageModelConfig config, ImageShape images)
    {
        ImagesOf(images).Check(input);
        Beginnings?.Check(input);
    }

    public override SchemaShape AddOutput(SchemaShape input, ImageModelConfig config, ImageShape images) =>
        Outputs.Aggregate(input, (shape, column) => shape.With(column.Name, column.Type));

    public override void Validate(ImageModelConfig config, ModelInfo info)
    {
        if (ScoreColumn is "" || BeginningColumn is "" || SeedColumn is "")
        {
            throw new ArgumentException(
                "ScoreColumnName, BeginningColumnName and SeedColumnName must be null or a column's name; found an empty text.");
        }
        if (ScoreColumn == OutputColumn)
        {
            throw new ArgumentException($"ScoreColumnName must be another column than that of captions; found '{ScoreColumn}' for both.");
        }
        ArgumentNullException.ThrowIfNull(Captioning);
        Captioning.Validate(config);
        if (SeedColumn is not null && !Draws)
        {
            throw new ArgumentException($"SeedColumnName must be null where {Captioning.Decoding} draws nothing; found '{SeedColumn}'.");
        }
        ImagesOf(default).Validate();
        _ = NetworkTexts.RequireVocabulary(info);
    }
}
