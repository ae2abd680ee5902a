namespace CausalFusion.ML.Generation;

/// <summary>Settings of generators and editors from their options.</summary>
internal static class ImageSamplingOptionsExtensions
{
    /// <summary>These settings with all that options say; the names of classes stay where the options have none.</summary>
    public static T With<T>(this T settings, ImageSamplingOptions options) where T : GenerationSettings
    {
        GenerationSettings common = settings.With(options.Generation);
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
