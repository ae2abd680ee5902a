using System.Runtime.Intrinsics;

namespace CausalFusion.Randomness;

/// <summary>
/// Standard normal values from random words, sixteen pairs at once. Only operations that round in one way everywhere are used, so that a pair is the
/// same to the last bit on every machine.
/// </summary>
internal static class BoxMuller
{
    /// <summary>Pairs that are made at once.</summary>
    public const int Pairs = 16;

    // Bits of a word that are used: so many that a single-precision number holds them exactly.
    private const int Bits = 24;

    /// <summary>r·cos φ and r·sin φ of each pair, with r = √(−2·ln u).</summary>
    /// <param name="radii">A word for the u of each, in (0, 1]: the largest magnitude is about 5.8.</param>
    /// <param name="angles">A word for the φ of each, in [0, 2π).</param>
    /// <returns>The first eight pairs, and the last.</returns>
    public static (Vector512<float> First, Vector512<float> Last) Transform(Vector512<uint> radii, Vector512<uint> angles)
    {
        Vector512<int> steps = (radii >>> (32 - Bits)).AsInt32() + Vector512<int>.One;
        Vector512<float> u = Vector512.ConvertToSingle(steps) * (1f / (1 << Bits));
        Vector512<float> radius = Vector512.Sqrt(Log(u) * -2f);
        (Vector512<float> sin, Vector512<float> cos) = SinCos((angles >>> (32 - Bits)).AsInt32());
        Vector512<uint> x = (radius * cos).AsUInt32(), y = (radius * sin).AsUInt32();
        return ((Vector512.WidenLower(x) | (Vector512.WidenLower(y) << 32)).AsSingle(),
            (Vector512.WidenUpper(x) | (Vector512.WidenUpper(y) << 32)).AsSingle());
    }

    /// <summary>ln x of normal positive numbers.</summary>
    private static Vector512<float> Log(Vector512<float> x)
    {
        // x = 2^e · m with √½ ≤ m < √2, then a minimax polynomial for ln m (Cephes' logf).
        Vector512<int> bits = x.AsInt32(), e = (bits - Vector512.Create(0x3F3504F3)) >> 23;
        Vector512<float> f = (bits - (e << 23)).AsSingle() - Vector512<float>.One, z = f * f, exponent = Vector512.ConvertToSingle(e);
        Vector512<float> p = Vector512.Create(7.0376836292e-2f);
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(-1.1514610310e-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(1.1676998740e-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(-1.2420140846e-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(1.4249322787e-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(-1.6668057665e-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(2.0000714765e-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(-2.4999993993e-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(3.3333331174e-1f));
        // ln 2 in two parts, the first exact in few bits.
        Vector512<float> small = Vector512.FusedMultiplyAdd(exponent, Vector512.Create(-2.12194440e-4f), p * f * z);
        small = Vector512.FusedMultiplyAdd(z, Vector512.Create(-0.5f), small);
        return Vector512.FusedMultiplyAdd(exponent, Vector512.Create(0.693359375f), f + small);
    }

    /// <summary>Sine and cosine of k/2²⁴ of a turn.</summary>
    private static (Vector512<float> Sin, Vector512<float> Cos) SinCos(Vector512<int> k)
    {
        // The nearest quarter turn and at most an eighth from there, exactly; then minimax polynomials (Cephes' sinf and cosf).
        Vector512<int> quarter = (k + Vector512.Create(1 << (Bits - 3))) >> (Bits - 2);
        Vector512<float> x = Vector512.ConvertToSingle(k - (quarter << (Bits - 2))) * (2 * MathF.PI / (1 << Bits)), z = x * x;
        Vector512<float> s = Vector512.Create(-1.9515295891e-4f);
        s = Vector512.FusedMultiplyAdd(s, z, Vector512.Create(8.3321608736e-3f));
        s = Vector512.FusedMultiplyAdd(s, z, Vector512.Create(-1.6666654611e-1f));
        s = Vector512.FusedMultiplyAdd(s * z, x, x);
        Vector512<float> c = Vector512.Create(2.443315711809948e-5f);
        c = Vector512.FusedMultiplyAdd(c, z, Vector512.Create(-1.388731625493765e-3f));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512.Create(4.166664568298827e-2f));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512.Create(-0.5f));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512<float>.One);
        // An odd quarter swaps them; the sine is negative in the second half turn, the cosine between the first and the third quarter.
        Vector512<float> isOdd = Vector512.Equals(quarter & Vector512<int>.One, Vector512<int>.One).AsSingle();
        Vector512<int> sinSign = (quarter & Vector512.Create(2)) << 30, cosSign = ((quarter + Vector512<int>.One) & Vector512.Create(2)) << 30;
        return (
            (Vector512.ConditionalSelect(isOdd, c, s).AsInt32() ^ sinSign).AsSingle(),
            (Vector512.ConditionalSelect(isOdd, s, c).AsInt32() ^ cosSign).AsSingle());
    }
}
