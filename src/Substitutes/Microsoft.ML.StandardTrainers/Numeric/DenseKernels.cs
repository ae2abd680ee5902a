using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Numeric;

/// <summary>The dense inner loops, in registers. Rows and class weights are padded with zeros to whole vectors.</summary>
internal static class DenseKernels
{
    /// <summary>Floats in a vector.</summary>
    public const int Width = 8;

    /// <summary>Rows that <see cref="Scores"/> takes at once.</summary>
    public const int RowTile = 4;

    /// <summary>Vectors that <see cref="AddOuterProducts"/> takes at once.</summary>
    private const int ColumnTile = 4;

    /// <summary>scores (count, classes) = rows (count, stride) · weights (classes, stride)ᵀ.</summary>
    public static void Scores(ReadOnlySpan<float> rows, int count, ReadOnlySpan<float> weights, int classCount, int stride, Span<float> scores)
    {
        Require(rows.Length >= count * stride && weights.Length >= classCount * stride && scores.Length >= count * classCount);
        ref float x = ref MemoryMarshal.GetReference(rows);
        ref float w = ref MemoryMarshal.GetReference(weights);
        int row = 0;
        for (; row + RowTile <= count; row += RowTile)
        {
            ref float tile = ref Unsafe.Add(ref x, row * stride);
            int c = 0;
            for (; c + 2 <= classCount; c += 2)
                ScoreTile(ref tile, ref Unsafe.Add(ref w, c * stride), stride, classCount, ref scores[row * classCount + c]);
            if (c < classCount)
                for (int r = row; r < row + RowTile; r++)
                    scores[r * classCount + c] = Dot(ref Unsafe.Add(ref x, r * stride), ref Unsafe.Add(ref w, c * stride), stride);
        }
        for (; row < count; row++)
            for (int c = 0; c < classCount; c++)
                scores[row * classCount + c] = Dot(ref Unsafe.Add(ref x, row * stride), ref Unsafe.Add(ref w, c * stride), stride);
    }

    /// <summary>sums (classes, stride) += factors (count, classes)ᵀ · rows (count, stride).</summary>
    public static void AddOuterProducts(ReadOnlySpan<float> rows, int count, ReadOnlySpan<float> factors, int classCount, int stride, Span<double> sums)
    {
        Require(rows.Length >= count * stride && factors.Length >= count * classCount && sums.Length >= classCount * stride);
        ref float x = ref MemoryMarshal.GetReference(rows);
        ref float p = ref MemoryMarshal.GetReference(factors);
        int column = 0;
        for (; column + ColumnTile * Width <= stride; column += ColumnTile * Width)
        {
            ref float columns = ref Unsafe.Add(ref x, column);
            int c = 0;
            for (; c + 2 <= classCount; c += 2)
                OuterTile(ref columns, ref Unsafe.Add(ref p, c), count, classCount, stride, ref sums[c * stride + column]);
            if (c < classCount)
                for (int v = 0; v < ColumnTile; v++)
                    OuterColumn(ref Unsafe.Add(ref columns, v * Width), ref Unsafe.Add(ref p, c), count, classCount, stride, ref sums[c * stride + column + v * Width]);
        }
        for (; column < stride; column += Width)
            for (int c = 0; c < classCount; c++)
                OuterColumn(ref Unsafe.Add(ref x, column), ref Unsafe.Add(ref p, c), count, classCount, stride, ref sums[c * stride + column]);
    }

    /// <summary>target += factor · row.</summary>
    public static void AddScaled(ReadOnlySpan<float> row, float factor, Span<float> target)
    {
        Require(row.Length == target.Length && row.Length % Width == 0);
        ref float x = ref MemoryMarshal.GetReference(row);
        ref float t = ref MemoryMarshal.GetReference(target);
        Vector256<float> scale = Vector256.Create(factor);
        for (nuint i = 0; i < (nuint)row.Length; i += Width)
            Vector256.MultiplyAddEstimate(scale, Vector256.LoadUnsafe(ref x, i), Vector256.LoadUnsafe(ref t, i)).StoreUnsafe(ref t, i);
    }

    /// <summary>source += factor · row; target = soft threshold of source.</summary>
    public static void AddScaledThresholded(ReadOnlySpan<float> row, float factor, float threshold, Span<float> source, Span<float> target)
    {
        Require(row.Length == source.Length && row.Length == target.Length && row.Length % Width == 0);
        ref float x = ref MemoryMarshal.GetReference(row);
        ref float s = ref MemoryMarshal.GetReference(source);
        ref float t = ref MemoryMarshal.GetReference(target);
        Vector256<float> scale = Vector256.Create(factor), low = Vector256.Create(-threshold), high = Vector256.Create(threshold);
        for (nuint i = 0; i < (nuint)row.Length; i += Width)
        {
            Vector256<float> sum = Vector256.MultiplyAddEstimate(scale, Vector256.LoadUnsafe(ref x, i), Vector256.LoadUnsafe(ref s, i));
            sum.StoreUnsafe(ref s, i);
            (sum - Vector256.Min(Vector256.Max(sum, low), high)).StoreUnsafe(ref t, i);
        }
    }

    public static float SoftThreshold(float value, float threshold) => value - Math.Clamp(value, -threshold, threshold);

    private static float Dot(ref float x, ref float w, int stride)
    {
        Vector256<float> sum = Vector256<float>.Zero;
        for (nuint i = 0; i < (nuint)stride; i += Width)
            sum = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref x, i), Vector256.LoadUnsafe(ref w, i), sum);
        return Vector256.Sum(sum);
    }

    /// <summary>Four rows by two classes: eight sums, enough to hide the latency of a multiply-add.</summary>
    private static void ScoreTile(ref float x, ref float w, int stride, int classCount, ref float scores)
    {
        ref float x1 = ref Unsafe.Add(ref x, stride);
        ref float x2 = ref Unsafe.Add(ref x1, stride);
        ref float x3 = ref Unsafe.Add(ref x2, stride);
        ref float w1 = ref Unsafe.Add(ref w, stride);
        Vector256<float> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default;
        for (nuint i = 0; i < (nuint)stride; i += Width)
        {
            Vector256<float> a = Vector256.LoadUnsafe(ref w, i), b = Vector256.LoadUnsafe(ref w1, i);
            Vector256<float> v = Vector256.LoadUnsafe(ref x, i);
            s00 = Vector256.MultiplyAddEstimate(v, a, s00);
            s01 = Vector256.MultiplyAddEstimate(v, b, s01);
            v = Vector256.LoadUnsafe(ref x1, i);
            s10 = Vector256.MultiplyAddEstimate(v, a, s10);
            s11 = Vector256.MultiplyAddEstimate(v, b, s11);
            v = Vector256.LoadUnsafe(ref x2, i);
            s20 = Vector256.MultiplyAddEstimate(v, a, s20);
            s21 = Vector256.MultiplyAddEstimate(v, b, s21);
            v = Vector256.LoadUnsafe(ref x3, i);
            s30 = Vector256.MultiplyAddEstimate(v, a, s30);
            s31 = Vector256.MultiplyAddEstimate(v, b, s31);
        }
        ref float row = ref scores;
        (row, Unsafe.Add(ref row, 1)) = (Vector256.Sum(s00), Vector256.Sum(s01));
        row = ref Unsafe.Add(ref row, classCount);
        (row, Unsafe.Add(ref row, 1)) = (Vector256.Sum(s10), Vector256.Sum(s11));
        row = ref Unsafe.Add(ref row, classCount);
        (row, Unsafe.Add(ref row, 1)) = (Vector256.Sum(s20), Vector256.Sum(s21));
        row = ref Unsafe.Add(ref row, classCount);
        (row, Unsafe.Add(ref row, 1)) = (Vector256.Sum(s30), Vector256.Sum(s31));
    }

    /// <summary>Four vectors of columns by two classes, over all rows.</summary>
    private static void OuterTile(ref float x, ref float factors, int count, int classCount, int stride, ref double sums)
    {
        Vector256<float> s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default, s13 = default;
        nuint at = 0;
        for (int row = 0; row < count; row++, at += (nuint)stride)
        {
            ref float factor = ref Unsafe.Add(ref factors, row * classCount);
            Vector256<float> a = Vector256.Create(factor), b = Vector256.Create(Unsafe.Add(ref factor, 1));
            Vector256<float> v = Vector256.LoadUnsafe(ref x, at);
            s00 = Vector256.MultiplyAddEstimate(v, a, s00);
            s10 = Vector256.MultiplyAddEstimate(v, b, s10);
            v = Vector256.LoadUnsafe(ref x, at + Width);
            s01 = Vector256.MultiplyAddEstimate(v, a, s01);
            s11 = Vector256.MultiplyAddEstimate(v, b, s11);
            v = Vector256.LoadUnsafe(ref x, at + 2 * Width);
            s02 = Vector256.MultiplyAddEstimate(v, a, s02);
            s12 = Vector256.MultiplyAddEstimate(v, b, s12);
            v = Vector256.LoadUnsafe(ref x, at + 3 * Width);
            s03 = Vector256.MultiplyAddEstimate(v, a, s03);
            s13 = Vector256.MultiplyAddEstimate(v, b, s13);
        }
        AddWidened(s00, ref sums);
        AddWidened(s01, ref Unsafe.Add(ref sums, Width));
        AddWidened(s02, ref Unsafe.Add(ref sums, 2 * Width));
        AddWidened(s03, ref Unsafe.Add(ref sums, 3 * Width));
        sums = ref Unsafe.Add(ref sums, stride);
        AddWidened(s10, ref sums);
        AddWidened(s11, ref Unsafe.Add(ref sums, Width));
        AddWidened(s12, ref Unsafe.Add(ref sums, 2 * Width));
        AddWidened(s13, ref Unsafe.Add(ref sums, 3 * Width));
    }

    private static void OuterColumn(ref float x, ref float factors, int count, int classCount, int stride, ref double sums)
    {
        Vector256<float> sum = default;
        for (int row = 0; row < count; row++)
            sum = Vector256.MultiplyAddEstimate(
                Vector256.LoadUnsafe(ref x, (nuint)(row * stride)), Vector256.Create(Unsafe.Add(ref factors, row * classCount)), sum);
        AddWidened(sum, ref sums);
    }

    private static void AddWidened(Vector256<float> values, ref double sums)
    {
        (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(values);
        (Vector256.LoadUnsafe(ref sums) + lower).StoreUnsafe(ref sums);
        (Vector256.LoadUnsafe(ref sums, Width / 2) + upper).StoreUnsafe(ref sums, Width / 2);
    }

    /// <summary>The loops go by reference, unchecked: what they touch is checked here, once.</summary>
    private static void Require(bool condition)
    {
        if (!condition)
            throw new ArgumentException("The buffers do not have the sizes that the kernel was told.");
    }
}
