using CausalFusion.Generation;
using CausalFusion.ML.Transforms;

namespace CausalFusion.ML.Persistence;

/// <summary>Settings of generators and editors from options.</summary>
internal static class DrawingSettingsExtensions
{
    /// <summary>These settings with another part that says how to sample.</summary>
    public static T With<T>(this T settings, GenerationOptions generation) where T : DrawingSettings
    {
        ArgumentNullException.ThrowIfNull(generation);
        DrawingSettings common = settings;
        return (T)(common with
        {
            ArSteps = generation.ArSteps,
            Split = generation.Split,
            SplitSizes = null,
            Order = generation.Order,
            Sampler = generation.Sampler,
            DiffusionSteps = generation.DiffusionSteps,
            GuidanceScale = generation.GuidanceScale,
            GuidanceRamp = generation.GuidanceRamp,
            GuidanceInterval = generation.GuidanceInterval,
            Temperature = generation.Temperature,
            BatchSize = generation.BatchSize,
        });
    }

    /// <summary>These settings with all that options say; the names of classes stay where the options have none.</summary>
    public static T With<T>(this T settings, ImageDrawingOptions options) where T : DrawingSettings
    {
        DrawingSettings common = settings.With(options.Generation);
        return (T)(common with
        {
            SeedColumn = options.SeedColumnName,
            Seed = options.Seed,
            GuidanceColumn = options.GuidanceColumnName,
            ClassNames = options.ClassNames is null ? common.ClassNames : [.. options.ClassNames],
            Output = options.Output,
            OutputFormat = options.OutputFormat,
        });
    }
}
