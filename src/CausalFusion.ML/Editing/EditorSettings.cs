using CausalFusion.Diffusion;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.ML.Columns;
using CausalFusion.ML.Generation;
using CausalFusion.Models;
using Microsoft.ML;

namespace CausalFusion.ML.Editing;

/// <summary>An image editor's settings as a model file holds them.</summary>
internal sealed record EditorSettings : GenerationSettings
{
    public required string ImageColumn { get; init; }

    public string? LabelColumn { get; init; }

    public int? Class { get; init; }

    public required string Mask { get; init; }

    public string? MaskColumn { get; init; }

    public ImageSizing Sizing { get; init; } = ImageSizing.Exact;

    public PixelVectorFormat InputFormat { get; init; } = new();

    /// <summary>The column of images to edit.</summary>
    public ImageInput ImagesOf(ImageShape shape) => new(ImageColumn, shape, Sizing, InputFormat);

    /// <summary>The column of classes; null where there is none.</summary>
    public ClassColumn? LabelsOf(ImageModelConfig config) => LabelColumn is null ? null : new(LabelColumn, config.Classes, ClassNames);

    /// <summary>Where masks come from.</summary>
    public MaskColumn MasksOf(ImageModelConfig config, ImageShape shape) => new(MaskColumn, EditMask.Parse(Mask, config.Grid), shape, Sizing);

    public override void CheckInput(SchemaShape input, ImageModelConfig config, ImageShape images)
    {
        ImagesOf(images).Check(input);
        MasksOf(config, images).Check(input);
        LabelsOf(config)?.Check(input);
    }

    public override void Validate(ImageModelConfig config, NoiseSchedule schedule)
    {
        ValidateColumns(config);
        if (LabelColumn is "" || MaskColumn is "")
        {
            throw new ArgumentException("LabelColumnName and MaskColumnName must be null or a column's name; found an empty text.");
        }
        if (LabelColumn is not null && Class is not null)
        {
            throw new ArgumentException($"Class and LabelColumnName exclude each other; found the class {Class} and the column '{LabelColumn}'.");
        }
        if (Class is { } number && (uint)number >= (uint)config.Classes)
        {
            throw new ArgumentException($"Class must lie in 0…{config.Classes - 1}; found {number}.");
        }
        ImagesOf(default).Validate();
        try
        {
            int marked = EditMask.Parse(Mask, config.Grid).Count;
            // Each row of a column of masks marks as many tokens as it likes.
            Generation.Validate(config, schedule, MaskColumn is null ? marked : 0);
        }
        catch (FormatException exception)
        {
            throw new ArgumentException($"Mask: {exception.Message}", exception);
        }
    }
}
