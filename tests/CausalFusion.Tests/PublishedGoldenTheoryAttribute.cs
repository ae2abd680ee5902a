using System.Runtime.CompilerServices;

namespace CausalFusion.Tests;

/// <summary>As <see cref="PublishedGoldenFactAttribute"/>, for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PublishedGoldenTheoryAttribute : TheoryAttribute
{
    public PublishedGoldenTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) =>
        Skip = new PublishedGoldenFactAttribute().Skip;
}
