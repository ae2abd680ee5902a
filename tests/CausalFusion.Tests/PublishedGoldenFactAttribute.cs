using System.Runtime.CompilerServices;

namespace CausalFusion.Tests;

/// <summary>A test against outputs of the papers' published code; skipped, with the reason, where they are not at hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PublishedGoldenFactAttribute : FactAttribute
{
    public PublishedGoldenFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        if (!Directory.Exists(Repository.PublishedGolden))
        {
            Skip = "The folder ../shared/golden is not present.";
        }
    }
}
