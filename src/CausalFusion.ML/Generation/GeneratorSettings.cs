using CausalFusion.Diffusion;
using CausalFusion.Images;
using CausalFusion.ML.Columns;
using CausalFusion.Models;
using Microsoft.ML;

namespace CausalFusion.ML.Generation;

/// <summary>An image generator's settings as a model file holds them.</summary>
internal sealed record GeneratorSettings : GenerationSettings
{
    public required string LabelColumn { get; init; }

    /// <summary>The column of classes.</summary>
    public ClassColumn LabelsOf(ImageModelConfig config) => new(LabelColumn, config.Classes, ClassNames);

    public override void CheckInput(SchemaShape input, ImageModelConfig config, ImageShape images) => LabelsOf(config).Check(input);

    public override void Validate(ImageModelConfig config, NoiseSchedule schedule)
    {
        ValidateColumns(config);
        Generation.Validate(config, schedule);
    }
}
