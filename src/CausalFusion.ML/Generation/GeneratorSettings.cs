using CausalFusion.Diffusion;
using CausalFusion.ML.Columns;
using CausalFusion.Models;

namespace CausalFusion.ML.Generation;

/// <summary>An image generator's settings as a model file holds them.</summary>
internal sealed record GeneratorSettings : GenerationSettings
{
    public required string LabelColumn { get; init; }

    /// <summary>The column of classes.</summary>
    public ClassColumn LabelsOf(ImageModelConfig config) => new(LabelColumn, config.Classes, ClassNames);

    /// <summary>Checks the settings against a network.</summary>
    /// <exception cref="ArgumentException">One is out of range, or does not fit the network.</exception>
    public void Validate(ImageModelConfig config, NoiseSchedule schedule)
    {
        ValidateColumns(config);
        Generation.Validate(config, schedule);
    }
}
