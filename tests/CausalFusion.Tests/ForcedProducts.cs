using CausalFusion.Kernels;

namespace CausalFusion.Tests;

/// <summary>Has matrix products go one way until it is disposed; for tests that run alone.</summary>
internal sealed class ForcedProducts : IDisposable
{
    /// <param name="kind">The name of a <see cref="ProductKind"/>.</param>
    public ForcedProducts(string kind) => ProductPath.Forced = Enum.Parse<ProductKind>(kind);

    public void Dispose() => ProductPath.Forced = null;
}
