using CausalFusion.Images;
using CausalFusion.ML.Networks;
using CausalFusion.Models;
using Microsoft.ML;

namespace CausalFusion.ML.Generation;

/// <summary>An image generator's settings as a model file holds them.</summary>
internal sealed record GeneratorSettings : GenerationSettings
{
    public required string LabelColumn { get; init; }

    /// <summary>The column of classes or prompts.</summary>
    public ConditionColumn ConditionsOf(ImageModelConfig config) => new(LabelColumn, config, ClassNames);

    public override void CheckInput(SchemaShape input, ImageModelConfig config, ImageShape images) => ConditionsOf(config).Check(input);

    public override void Validate(ImageModelConfig config, ModelInfo info)
    {
        ValidateColumns(config, info);
        Generation.Validate(config, info.Schedule);
        _ = config.Text is null ? null : NetworkTexts.RequireVocabulary(info);
    }
}
