using System.Runtime.Intrinsics;

namespace CausalFusion.Kernels;

/// <summary>How the eight rows of a left side that <see cref="PackedTile"/> multiplies lie in memory.</summary>
internal unsafe interface ITileLeft
{
    /// <summary>
    /// Whether sums begin with what is there, so that they are the same as if the depth had never been cut; otherwise what is there is added at the
    /// end, which rounds less where a depth is long.
    /// </summary>
    static abstract bool Chains { get; }

    /// <summary>The second of two places that values are read from.</summary>
    /// <param name="first">The first.</param>
    /// <param name="stride">The distance between what lies side by side.</param>
    static abstract float* Second(float* first, nint stride);

    /// <summary>How far both places move for two steps of the depth.</summary>
    /// <param name="stride">Likewise.</param>
    static abstract nint TwoSteps(nint stride);

    /// <summary>A value, in all places of a vector.</summary>
    /// <param name="first">The first place.</param>
    /// <param name="second">The second.</param>
    /// <param name="stride">Likewise.</param>
    /// <param name="two">Twice that.</param>
    /// <param name="three">Three times.</param>
    /// <param name="row">Its row, 0 to 7.</param>
    /// <param name="step">Its step, 0 or 1.</param>
    static abstract Vector512<float> Value(float* first, float* second, nint stride, nint two, nint three, int row, int step);
}
