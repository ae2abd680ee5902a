using System.Text.Json.Serialization;
using CausalFusion.Diffusion;
using CausalFusion.ML.Columns;
using CausalFusion.Models;

namespace CausalFusion.ML.Persistence;

/// <summary>An image generator's settings as a model file holds them.</summary>
internal sealed record GeneratorSettings : DrawingSettings
{
    public required string LabelColumn { get; init; }

    /// <summary>How many channels guidance covers, of a network that is not guided in all; absent elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? GuidedChannels { get; set; }

    /// <summary>The column of classes.</summary>
    public ClassColumn LabelsOf(IDenoiserConfig config) => new(LabelColumn, config.Classes, ClassNames);

    /// <summary>Checks the settings against a network.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public void Validate(IDenoiserConfig config)
    {
        ValidateColumns(config);
        ToGeneration().Validate(config, NoiseSchedule.Default.Timesteps);
        if (GuidedChannels is { } channels && (channels < 1 || config is not DitConfig))
        {
            throw new ArgumentException(config is DitConfig
                ? $"GuidedChannels must be at least 1, or null; found {channels}."
                : $"GuidedChannels must be null for a CausalFusion network, which is guided in all channels; found {channels}.");
        }
    }
}
