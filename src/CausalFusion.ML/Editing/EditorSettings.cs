using System.Text.Json.Serialization;
using CausalFusion.Conditions;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.ML.Columns;
using CausalFusion.ML.Generation;
using CausalFusion.ML.Networks;
using CausalFusion.Models;
using Microsoft.ML;

namespace CausalFusion.ML.Editing;

/// <summary>An image editor's settings as a model file holds them.</summary>
internal sealed record EditorSettings : GenerationSettings
{
    public required string ImageColumn { get; init; }

    public string? LabelColumn { get; init; }

    public int? Class { get; init; }

    public string? PromptColumn { get; init; }

    public string? Prompt { get; init; }

    public required string Mask { get; init; }

    public string? MaskColumn { get; init; }

    public ImageSizing Sizing { get; init; } = ImageSizing.Exact;

    public PixelVectorFormat InputFormat { get; init; } = new();

    /// <summary>The column of images to edit.</summary>
    public ImageInput ImagesOf(ImageShape shape) => new(ImageColumn, shape, Sizing, InputFormat);

    /// <summary>What the rows' own columns leave open.</summary>
    [JsonIgnore]
    public Condition Common => Prompt is null ? Class : Condition.OfText(Prompt);

    /// <summary>The column of classes or prompts; null where there is none.</summary>
    public ConditionColumn? ConditionsOf(ImageModelConfig config) =>
        (PromptColumn ?? LabelColumn) is { } name ? new ConditionColumn(name, config, ClassNames) : null;

    /// <summary>Where masks come from.</summary>
    public MaskColumn MasksOf(ImageModelConfig config, ImageShape shape) => new(MaskColumn, EditMask.Parse(Mask, config.Grid), shape, Sizing);

    public override void CheckInput(SchemaShape input, ImageModelConfig config, ImageShape images)
    {
        ImagesOf(images).Check(input);
        MasksOf(config, images).Check(input);
        ConditionsOf(config)?.Check(input);
    }

    public override void Validate(ImageModelConfig config, ModelInfo info)
    {
        ValidateColumns(config, info);
        if (LabelColumn is "" || PromptColumn is "" || MaskColumn is "")
        {
            throw new ArgumentException(
                "LabelColumnName, PromptColumnName and MaskColumnName must be null or a column's name; found an empty text.");
        }
        if (config.Text is null)
        {
            ValidateClasses(config);
        }
        else
        {
            ValidatePrompts(config, info);
        }
        ImagesOf(default).Validate();
        try
        {
            int marked = EditMask.Parse(Mask, config.Grid).Count;
            // Each row of a column of masks marks as many tokens as it likes.
            Generation.Validate(config, info.Schedule, MaskColumn is null ? marked : 0);
        }
        catch (FormatException exception)
        {
            throw new ArgumentException($"Mask: {exception.Message}", exception);
        }
    }

    private void ValidateClasses(ImageModelConfig config)
    {
        if ((PromptColumn ?? Prompt) is { } text)
        {
            throw new ArgumentException(
                $"Prompt and PromptColumnName must be null for a network that takes classes (LabelColumnName, Class); found '{text}'.");
        }
        if (LabelColumn is not null && Class is not null)
        {
            throw new ArgumentException($"Class and LabelColumnName exclude each other; found the class {Class} and the column '{LabelColumn}'.");
        }
        if (Class is { } number && (uint)number >= (uint)config.Classes)
        {
            throw new ArgumentException($"Class must lie in 0…{config.Classes - 1}; found {number}.");
        }
    }

    private void ValidatePrompts(ImageModelConfig config, ModelInfo info)
    {
        if (LabelColumn is not null || Class is not null)
        {
            string found = LabelColumn is null ? $"the class {Class}" : $"the column '{LabelColumn}'";
            throw new ArgumentException(
                $"Class and LabelColumnName must be null for a network that reads text (PromptColumnName, Prompt); found {found}.");
        }
        if (PromptColumn is not null && Prompt is not null)
        {
            throw new ArgumentException(
                $"Prompt and PromptColumnName exclude each other; found the prompt '{Prompt}' and the column '{PromptColumn}'.");
        }
        if (string.IsNullOrWhiteSpace(Prompt) && Prompt is not null)
        {
            throw new ArgumentException("Prompt must be null or a text; found an empty one.");
        }
        if (Prompt is not null)
        {
            NetworkTexts.RequireOption(nameof(Prompt), Common, config, info);
        }
        else if (PromptColumn is not null)
        {
            _ = NetworkTexts.RequireVocabulary(info);
        }
    }
}
