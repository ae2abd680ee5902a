using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CausalFusion.Kernels;

/// <summary>
/// The bump r of <see cref="GeluCurve"/> from a table, for sixteen values at once: about half the time of an exponential and a division. It ends
/// before a = 6, and is cut into pieces, each a polynomial whose coefficients one instruction picks by the piece's number. Within 2·10⁻⁸ of the
/// formula, its derivative within 2·10⁻⁷.
/// </summary>
/// <remarks>A processor without AVX-512 has no such instruction.</remarks>
internal static unsafe class GeluTable
{
    private const int Pieces = 32, Degree = 5;

    // Pieces lie around multiples of the inverse; the last is zero.
    private const float PiecesPerUnit = 5.25f, Largest = (Pieces - 1) / PiecesPerUnit;

    // Added to a number below 2²² and taken away again, it rounds to an integer; in between, that is in the lowest bits.
    private const float Rounding = 12582912; // 1.5 · 2²³

    // The coefficients of t⁰ for all pieces, then those of t¹, …; kept for the life of the process.
    private static readonly float* _coefficients = Build();

    /// <summary>Whether this processor can.</summary>
    public static bool IsSupported => Avx512F.IsSupported;

    /// <summary>The table; null where it is of no use. A loop asks for it once.</summary>
    public static float* Table => IsSupported ? _coefficients : null;

    /// <summary>r(a).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Bump(float* table, Vector512<float> a)
    {
        (Vector512<int> piece, Vector512<float> t) = Place(a);
        Vector512<float> r = Coefficient(table, Degree, piece);
        r = Vector512.MultiplyAddEstimate(r, t, Coefficient(table, 4, piece));
        r = Vector512.MultiplyAddEstimate(r, t, Coefficient(table, 3, piece));
        r = Vector512.MultiplyAddEstimate(r, t, Coefficient(table, 2, piece));
        r = Vector512.MultiplyAddEstimate(r, t, Coefficient(table, 1, piece));
        return Vector512.MultiplyAddEstimate(r, t, Coefficient(table, 0, piece));
    }

    /// <summary>r(a) and its derivative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Bump(float* table, Vector512<float> a, out Vector512<float> slope)
    {
        (Vector512<int> piece, Vector512<float> t) = Place(a);
        Vector512<float> r = Coefficient(table, Degree, piece);
        slope = r;
        r = Vector512.MultiplyAddEstimate(r, t, Coefficient(table, 4, piece));
        slope = Vector512.MultiplyAddEstimate(slope, t, r);
        r = Vector512.MultiplyAddEstimate(r, t, Coefficient(table, 3, piece));
        slope = Vector512.MultiplyAddEstimate(slope, t, r);
        r = Vector512.MultiplyAddEstimate(r, t, Coefficient(table, 2, piece));
        slope = Vector512.MultiplyAddEstimate(slope, t, r);
        r = Vector512.MultiplyAddEstimate(r, t, Coefficient(table, 1, piece));
        slope = Vector512.MultiplyAddEstimate(slope, t, r) * PiecesPerUnit;
        return Vector512.MultiplyAddEstimate(r, t, Coefficient(table, 0, piece));
    }

    /// <summary>In which piece a lies, and where in it, −½ to ½.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<int> Piece, Vector512<float> Place) Place(Vector512<float> a)
    {
        // The argument comes second, so that the comparison passes on what is not a number.
        a = Vector512.MinNative(Vector512.Create(Largest), a);
        Vector512<float> scale = Vector512.Create(PiecesPerUnit);
        Vector512<float> rounded = Vector512.MultiplyAddEstimate(a, scale, Vector512.Create(Rounding));
        Vector512<float> piece = rounded - Vector512.Create(Rounding);
        return (rounded.AsInt32(), Vector512.MultiplyAddEstimate(a, scale, -piece));
    }

    /// <summary>The coefficient of t to some power in each of sixteen pieces, of whose numbers the lowest five bits are read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Coefficient(float* table, int power, Vector512<int> piece)
    {
        float* of = table + (power * Pieces);
        return Avx512F.PermuteVar16x32x2(Vector512.Load(of), piece, Vector512.Load(of + Vector512<float>.Count));
    }

    private static float* Build()
    {
        const int count = Degree + 1;
        float* coefficients = (float*)NativeMemory.AlignedAlloc(count * Pieces * sizeof(float), CacheLines.Size);
        new Span<float>(coefficients, count * Pieces).Clear();
        Span<double> places = stackalloc double[count], values = stackalloc double[count], polynomial = stackalloc double[count];
        for (int piece = 0; piece < Pieces - 1; piece++)
        {
            // Through Chebyshev's places; the first piece, of which half is used, through zero, so that small values are right to rounding, too.
            for (int i = 0; i < count; i++)
            {
                double place = Math.Cos(Math.PI * ((2 * i) + 1) / (2 * count)) / 2;
                places[i] = piece > 0 ? place : i == count - 1 ? 0 : (place + 0.5) / 2;
                values[i] = Bump((piece + places[i]) / PiecesPerUnit);
            }
            Interpolate(places, values, polynomial);
            for (int power = piece == 0 ? 1 : 0; power < count; power++)
            {
                coefficients[(power * Pieces) + piece] = (float)polynomial[power];
            }
        }
        return coefficients;
    }

    private static double Bump(double a)
    {
        double e = Math.Exp(-2 * Math.Sqrt(2 / Math.PI) * (a + (0.044715 * a * a * a)));
        return a * e / (1 + e);
    }

    /// <summary>The polynomial through some points, by divided differences (Newton).</summary>
    /// <param name="places">Where the points are.</param>
    /// <param name="values">Their values; overwritten.</param>
    /// <param name="polynomial">Written: the coefficients, the lowest power first.</param>
    private static void Interpolate(ReadOnlySpan<double> places, Span<double> values, Span<double> polynomial)
    {
        for (int order = 1; order < values.Length; order++)
        {
            for (int i = values.Length - 1; i >= order; i--)
            {
                values[i] = (values[i] - values[i - 1]) / (places[i] - places[i - order]);
            }
        }
        polynomial.Clear();
        for (int i = values.Length - 1; i >= 0; i--)
        {
            // times (t − place), plus the difference
            for (int power = polynomial.Length - 1; power > 0; power--)
            {
                polynomial[power] = polynomial[power - 1] - (places[i] * polynomial[power]);
            }
            polynomial[0] = values[i] - (places[i] * polynomial[0]);
        }
    }
}
