using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CausalFusion.Kernels;

/// <summary>The innermost part of packed products: eight rows by a whole panel, whose sums stay in registers.</summary>
internal static unsafe class PackedTile
{
    /// <summary>Rows.</summary>
    public const int Rows = 8;

    /// <summary>Multiplies, two steps of the depth at a time.</summary>
    /// <typeparam name="TLeft">How the left side lies in memory.</typeparam>
    /// <param name="a">The left side's first value.</param>
    /// <param name="stride">The distance between what lies side by side in it.</param>
    /// <param name="depth">The depth, which is even.</param>
    /// <param name="b">The panel.</param>
    /// <param name="c">The first value of the product.</param>
    /// <param name="cRow">The distance between its rows.</param>
    /// <param name="goesOn">Whether what is there is to be added to.</param>
    /// <param name="next">What is needed soon: it is brought into the cache meanwhile.</param>
    /// <param name="nextStep">How many bytes of it for two steps.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<TLeft>(float* a, nint stride, nint depth, float* b, float* c, nint cRow, bool goesOn, byte* next, nint nextStep)
        where TLeft : struct, ITileLeft
    {
        Vector512<float> c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        Vector512<float> c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        Vector512<float> c40 = default, c41 = default, c42 = default, c50 = default, c51 = default, c52 = default;
        Vector512<float> c60 = default, c61 = default, c62 = default, c70 = default, c71 = default, c72 = default;
        if (goesOn && TLeft.Chains)
        {
            Load(c, out c00, out c01, out c02);
            Load(c + cRow, out c10, out c11, out c12);
            Load(c + (2 * cRow), out c20, out c21, out c22);
            Load(c + (3 * cRow), out c30, out c31, out c32);
            Load(c + (4 * cRow), out c40, out c41, out c42);
            Load(c + (5 * cRow), out c50, out c51, out c52);
            Load(c + (6 * cRow), out c60, out c61, out c62);
            Load(c + (7 * cRow), out c70, out c71, out c72);
        }
        Vector512<float> b0, b1, b2, x;
        nint two = 2 * stride, three = 3 * stride, step = TLeft.TwoSteps(stride);
        float* p = a, q = TLeft.Second(a, stride), end = b + (depth * PackedMatrix.PanelWidth);
        for (; b < end; b += 2 * PackedMatrix.PanelWidth)
        {
            b0 = Vector512.Load(b);
            b1 = Vector512.Load(b + 16);
            b2 = Vector512.Load(b + 32);
            x = TLeft.Value(p, q, stride, two, three, 0, 0);
            c00 = Vector512.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector512.MultiplyAddEstimate(x, b1, c01);
            c02 = Vector512.MultiplyAddEstimate(x, b2, c02);
            x = TLeft.Value(p, q, stride, two, three, 1, 0);
            c10 = Vector512.MultiplyAddEstimate(x, b0, c10);
            c11 = Vector512.MultiplyAddEstimate(x, b1, c11);
            c12 = Vector512.MultiplyAddEstimate(x, b2, c12);
            x = TLeft.Value(p, q, stride, two, three, 2, 0);
            c20 = Vector512.MultiplyAddEstimate(x, b0, c20);
            c21 = Vector512.MultiplyAddEstimate(x, b1, c21);
            c22 = Vector512.MultiplyAddEstimate(x, b2, c22);
            x = TLeft.Value(p, q, stride, two, three, 3, 0);
            c30 = Vector512.MultiplyAddEstimate(x, b0, c30);
            c31 = Vector512.MultiplyAddEstimate(x, b1, c31);
            c32 = Vector512.MultiplyAddEstimate(x, b2, c32);
            x = TLeft.Value(p, q, stride, two, three, 4, 0);
            c40 = Vector512.MultiplyAddEstimate(x, b0, c40);
            c41 = Vector512.MultiplyAddEstimate(x, b1, c41);
            c42 = Vector512.MultiplyAddEstimate(x, b2, c42);
            x = TLeft.Value(p, q, stride, two, three, 5, 0);
            c50 = Vector512.MultiplyAddEstimate(x, b0, c50);
            c51 = Vector512.MultiplyAddEstimate(x, b1, c51);
            c52 = Vector512.MultiplyAddEstimate(x, b2, c52);
            x = TLeft.Value(p, q, stride, two, three, 6, 0);
            c60 = Vector512.MultiplyAddEstimate(x, b0, c60);
            c61 = Vector512.MultiplyAddEstimate(x, b1, c61);
            c62 = Vector512.MultiplyAddEstimate(x, b2, c62);
            x = TLeft.Value(p, q, stride, two, three, 7, 0);
            c70 = Vector512.MultiplyAddEstimate(x, b0, c70);
            c71 = Vector512.MultiplyAddEstimate(x, b1, c71);
            c72 = Vector512.MultiplyAddEstimate(x, b2, c72);
            b0 = Vector512.Load(b + 48);
            b1 = Vector512.Load(b + 64);
            b2 = Vector512.Load(b + 80);
            x = TLeft.Value(p, q, stride, two, three, 0, 1);
            c00 = Vector512.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector512.MultiplyAddEstimate(x, b1, c01);
            c02 = Vector512.MultiplyAddEstimate(x, b2, c02);
            x = TLeft.Value(p, q, stride, two, three, 1, 1);
            c10 = Vector512.MultiplyAddEstimate(x, b0, c10);
            c11 = Vector512.MultiplyAddEstimate(x, b1, c11);
            c12 = Vector512.MultiplyAddEstimate(x, b2, c12);
            x = TLeft.Value(p, q, stride, two, three, 2, 1);
            c20 = Vector512.MultiplyAddEstimate(x, b0, c20);
            c21 = Vector512.MultiplyAddEstimate(x, b1, c21);
            c22 = Vector512.MultiplyAddEstimate(x, b2, c22);
            x = TLeft.Value(p, q, stride, two, three, 3, 1);
            c30 = Vector512.MultiplyAddEstimate(x, b0, c30);
            c31 = Vector512.MultiplyAddEstimate(x, b1, c31);
            c32 = Vector512.MultiplyAddEstimate(x, b2, c32);
            x = TLeft.Value(p, q, stride, two, three, 4, 1);
            c40 = Vector512.MultiplyAddEstimate(x, b0, c40);
            c41 = Vector512.MultiplyAddEstimate(x, b1, c41);
            c42 = Vector512.MultiplyAddEstimate(x, b2, c42);
            x = TLeft.Value(p, q, stride, two, three, 5, 1);
            c50 = Vector512.MultiplyAddEstimate(x, b0, c50);
            c51 = Vector512.MultiplyAddEstimate(x, b1, c51);
            c52 = Vector512.MultiplyAddEstimate(x, b2, c52);
            x = TLeft.Value(p, q, stride, two, three, 6, 1);
            c60 = Vector512.MultiplyAddEstimate(x, b0, c60);
            c61 = Vector512.MultiplyAddEstimate(x, b1, c61);
            c62 = Vector512.MultiplyAddEstimate(x, b2, c62);
            x = TLeft.Value(p, q, stride, two, three, 7, 1);
            c70 = Vector512.MultiplyAddEstimate(x, b0, c70);
            c71 = Vector512.MultiplyAddEstimate(x, b1, c71);
            c72 = Vector512.MultiplyAddEstimate(x, b2, c72);
            p += step;
            q += step;
            if (Sse.IsSupported)
            {
                Sse.Prefetch1(next);
                next += nextStep;
            }
        }
        bool adds = goesOn && !TLeft.Chains;
        Store(c, c00, c01, c02, adds);
        Store(c + cRow, c10, c11, c12, adds);
        Store(c + (2 * cRow), c20, c21, c22, adds);
        Store(c + (3 * cRow), c30, c31, c32, adds);
        Store(c + (4 * cRow), c40, c41, c42, adds);
        Store(c + (5 * cRow), c50, c51, c52, adds);
        Store(c + (6 * cRow), c60, c61, c62, adds);
        Store(c + (7 * cRow), c70, c71, c72, adds);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(float* c, out Vector512<float> v0, out Vector512<float> v1, out Vector512<float> v2)
    {
        v0 = Vector512.Load(c);
        v1 = Vector512.Load(c + 16);
        v2 = Vector512.Load(c + 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector512<float> v0, Vector512<float> v1, Vector512<float> v2, bool adds)
    {
        if (adds)
        {
            v0 += Vector512.Load(c);
            v1 += Vector512.Load(c + 16);
            v2 += Vector512.Load(c + 32);
        }
        v0.Store(c);
        v1.Store(c + 16);
        v2.Store(c + 32);
    }
}
