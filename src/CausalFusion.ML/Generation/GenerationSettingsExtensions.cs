using CausalFusion.Generation;

namespace CausalFusion.ML.Generation;

/// <summary>Settings of generators and editors from the options of sampling.</summary>
internal static class GenerationSettingsExtensions
{
    /// <summary>These settings with another part that says how to sample.</summary>
    public static T With<T>(this T settings, GenerationOptions generation) where T : GenerationSettings
    {
        ArgumentNullException.ThrowIfNull(generation);
        GenerationSettings common = settings;
        return (T)(common with
        {
            ArSteps = generation.ArSteps,
            Split = generation.Split,
            Order = generation.Order,
            Sampler = generation.Sampler,
            DiffusionSteps = generation.DiffusionSteps,
            GuidanceScale = generation.GuidanceScale,
            GuidanceRamp = generation.GuidanceRamp,
            GuidanceInterval = generation.GuidanceInterval,
            GuidedChannels = generation.GuidedChannels,
            Temperature = generation.Temperature,
            BatchSize = generation.BatchSize,
        });
    }
}
