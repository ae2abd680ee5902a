using CausalFusion.Kernels;

namespace CausalFusion.Tests;

/// <summary>Has matrix products go one way until it is disposed; for tests that run alone.</summary>
internal sealed class ForcedProducts : IDisposable
{
    public ForcedProducts(bool convolves) => ProductPath.Forced = convolves;

    public void Dispose() => ProductPath.Forced = null;
}
