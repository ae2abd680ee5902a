using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Images;

/// <summary>A claim that the substitute meets and the package does not: its image decoder returns what it could read of a truncated file.</summary>
internal sealed class SubstituteFactAttribute : FactAttribute
{
    public SubstituteFactAttribute()
    {
        if (typeof(MLImage).Assembly.GetReferencedAssemblies().Any(a => a.Name == "SkiaSharp"))
            Skip = "Microsoft.ML.ImageAnalytics gives partial images of truncated files.";
    }
}
