namespace CausalFusion.Tests;

/// <summary>As <see cref="PublishedGoldenFactAttribute"/>, for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PublishedGoldenTheoryAttribute : TheoryAttribute
{
    public PublishedGoldenTheoryAttribute() => Skip = new PublishedGoldenFactAttribute().Skip;
}
