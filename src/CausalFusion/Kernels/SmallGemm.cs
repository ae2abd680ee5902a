using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CausalFusion.Kernels;

/// <summary>Products of small matrices that stay in the cache, where a BLAS call costs more than it saves.</summary>
internal static unsafe class SmallGemm
{
    /// <summary>Columns are computed this many at a time; buffers are padded to a multiple of it.</summary>
    public const int ColumnBlock = 16;

    /// <summary>C[i, j] (+)= Σ_k A[i, k]·B[k, j].</summary>
    /// <param name="a">A, with any strides, so that a transpose needs no copy.</param>
    /// <param name="aRow">Distance between rows of A.</param>
    /// <param name="aColumn">Distance between columns of A.</param>
    /// <param name="b">B, whose rows are contiguous.</param>
    /// <param name="bRow">Distance between rows of B.</param>
    /// <param name="c">C, whose rows are contiguous.</param>
    /// <param name="cRow">Distance between rows of C.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="columns">Columns of B and C; up to the next multiple of <see cref="ColumnBlock"/> is read and written.</param>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="accumulate">Whether to add to C.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(
        float* a, nint aRow, nint aColumn, float* b, nint bRow, float* c, nint cRow, int rows, int columns, int depth, bool accumulate)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            MultiplyWide(a, aRow, aColumn, b, bRow, c, cRow, rows, columns, depth, accumulate);
            return;
        }
        for (int j = 0; j < columns; j += ColumnBlock)
        {
            int i = 0;
            for (; i + 4 <= rows;)
            {
                float* from = a + (i * aRow), to = c + (i * cRow) + j;
                if (rows - i >= 6 && rows - i is not (8 or 9)) // of these, six would leave two or three that go one by one
                {
                    Block6(from, aRow, aColumn, b + j, bRow, to, cRow, depth, accumulate);
                    i += 6;
                }
                else
                {
                    Block4(from, aRow, aColumn, b + j, bRow, to, cRow, depth, accumulate);
                    i += 4;
                }
            }
            for (; i < rows; i++)
            {
                Block1(a + (i * aRow), aColumn, b + j, bRow, c + (i * cRow) + j, depth, accumulate);
            }
        }
    }

    /// <summary>Six rows by two vectors of 256 bits, of which there are sixteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block6(float* a, nint aRow, nint aColumn, float* b, nint bRow, float* c, nint cRow, int depth, bool accumulate)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        float* q = a + (3 * aRow);
        nint two = 2 * aRow;
        for (int k = 0; k < depth; k++)
        {
            Vector256<float> b0 = Vector256.Load(b), b1 = Vector256.Load(b + 8);
            Vector256<float> x = Vector256.Create(a[0]);
            c00 = Vector256.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector256.MultiplyAddEstimate(x, b1, c01);
            x = Vector256.Create(a[aRow]);
            c10 = Vector256.MultiplyAddEstimate(x, b0, c10);
            c11 = Vector256.MultiplyAddEstimate(x, b1, c11);
            x = Vector256.Create(a[two]);
            c20 = Vector256.MultiplyAddEstimate(x, b0, c20);
            c21 = Vector256.MultiplyAddEstimate(x, b1, c21);
            x = Vector256.Create(q[0]);
            c30 = Vector256.MultiplyAddEstimate(x, b0, c30);
            c31 = Vector256.MultiplyAddEstimate(x, b1, c31);
            x = Vector256.Create(q[aRow]);
            c40 = Vector256.MultiplyAddEstimate(x, b0, c40);
            c41 = Vector256.MultiplyAddEstimate(x, b1, c41);
            x = Vector256.Create(q[two]);
            c50 = Vector256.MultiplyAddEstimate(x, b0, c50);
            c51 = Vector256.MultiplyAddEstimate(x, b1, c51);
            a += aColumn;
            q += aColumn;
            b += bRow;
        }
        Store(c, c00, c01, accumulate);
        Store(c + cRow, c10, c11, accumulate);
        Store(c + (2 * cRow), c20, c21, accumulate);
        Store(c + (3 * cRow), c30, c31, accumulate);
        Store(c + (4 * cRow), c40, c41, accumulate);
        Store(c + (5 * cRow), c50, c51, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block4(float* a, nint aRow, nint aColumn, float* b, nint bRow, float* c, nint cRow, int depth, bool accumulate)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        float* a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
        for (int k = 0; k < depth; k++)
        {
            Vector256<float> b0 = Vector256.Load(b), b1 = Vector256.Load(b + 8);
            Vector256<float> x = Vector256.Create(*a);
            c00 = Vector256.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector256.MultiplyAddEstimate(x, b1, c01);
            x = Vector256.Create(*a1);
            c10 = Vector256.MultiplyAddEstimate(x, b0, c10);
            c11 = Vector256.MultiplyAddEstimate(x, b1, c11);
            x = Vector256.Create(*a2);
            c20 = Vector256.MultiplyAddEstimate(x, b0, c20);
            c21 = Vector256.MultiplyAddEstimate(x, b1, c21);
            x = Vector256.Create(*a3);
            c30 = Vector256.MultiplyAddEstimate(x, b0, c30);
            c31 = Vector256.MultiplyAddEstimate(x, b1, c31);
            b += bRow;
            a += aColumn;
            a1 += aColumn;
            a2 += aColumn;
            a3 += aColumn;
        }
        Store(c, c00, c01, accumulate);
        Store(c + cRow, c10, c11, accumulate);
        Store(c + (2 * cRow), c20, c21, accumulate);
        Store(c + (3 * cRow), c30, c31, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block1(float* a, nint aColumn, float* b, nint bRow, float* c, int depth, bool accumulate)
    {
        Vector256<float> c0 = default, c1 = default;
        for (int k = 0; k < depth; k++)
        {
            Vector256<float> x = Vector256.Create(*a);
            c0 = Vector256.MultiplyAddEstimate(x, Vector256.Load(b), c0);
            c1 = Vector256.MultiplyAddEstimate(x, Vector256.Load(b + 8), c1);
            b += bRow;
            a += aColumn;
        }
        Store(c, c0, c1, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector256<float> v0, Vector256<float> v1, bool accumulate)
    {
        if (accumulate)
        {
            v0 += Vector256.Load(c);
            v1 += Vector256.Load(c + 8);
        }
        v0.Store(c);
        v1.Store(c + 8);
    }

    /// <summary>The same with vectors of 512 bits, of which there are 32: eight rows by two vectors at a time.</summary>
    private static void MultiplyWide(
        float* a, nint aRow, nint aColumn, float* b, nint bRow, float* c, nint cRow, int rows, int columns, int depth, bool accumulate)
    {
        int j = 0;
        for (; j + ColumnBlock < columns; j += 2 * ColumnBlock)
        {
            int i = 0;
            for (; i + 8 <= rows; i += 8)
            {
                Wide8x2(a + (i * aRow), aRow, aColumn, b + j, bRow, c + (i * cRow) + j, cRow, depth, accumulate);
            }
            for (; i < rows; i++)
            {
                Wide1x2(a + (i * aRow), aColumn, b + j, bRow, c + (i * cRow) + j, depth, accumulate);
            }
        }
        if (j < columns)
        {
            int i = 0;
            for (; i + 8 <= rows; i += 8)
            {
                Wide8x1(a + (i * aRow), aRow, aColumn, b + j, bRow, c + (i * cRow) + j, cRow, depth, accumulate);
            }
            for (; i < rows; i++)
            {
                Wide1x1(a + (i * aRow), aColumn, b + j, bRow, c + (i * cRow) + j, depth, accumulate);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide8x2(float* a, nint aRow, nint aColumn, float* b, nint bRow, float* c, nint cRow, int depth, bool accumulate)
    {
        Vector512<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        Vector512<float> c40 = default, c41 = default, c50 = default, c51 = default, c60 = default, c61 = default, c70 = default, c71 = default;
        float* a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow, a6 = a5 + aRow, a7 = a6 + aRow;
        for (int k = 0; k < depth; k++)
        {
            Vector512<float> b0 = Vector512.Load(b), b1 = Vector512.Load(b + 16);
            nint at = k * aColumn;
            Vector512<float> x = Vector512.Create(a[at]);
            c00 = Vector512.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector512.MultiplyAddEstimate(x, b1, c01);
            x = Vector512.Create(a1[at]);
            c10 = Vector512.MultiplyAddEstimate(x, b0, c10);
            c11 = Vector512.MultiplyAddEstimate(x, b1, c11);
            x = Vector512.Create(a2[at]);
            c20 = Vector512.MultiplyAddEstimate(x, b0, c20);
            c21 = Vector512.MultiplyAddEstimate(x, b1, c21);
            x = Vector512.Create(a3[at]);
            c30 = Vector512.MultiplyAddEstimate(x, b0, c30);
            c31 = Vector512.MultiplyAddEstimate(x, b1, c31);
            x = Vector512.Create(a4[at]);
            c40 = Vector512.MultiplyAddEstimate(x, b0, c40);
            c41 = Vector512.MultiplyAddEstimate(x, b1, c41);
            x = Vector512.Create(a5[at]);
            c50 = Vector512.MultiplyAddEstimate(x, b0, c50);
            c51 = Vector512.MultiplyAddEstimate(x, b1, c51);
            x = Vector512.Create(a6[at]);
            c60 = Vector512.MultiplyAddEstimate(x, b0, c60);
            c61 = Vector512.MultiplyAddEstimate(x, b1, c61);
            x = Vector512.Create(a7[at]);
            c70 = Vector512.MultiplyAddEstimate(x, b0, c70);
            c71 = Vector512.MultiplyAddEstimate(x, b1, c71);
            b += bRow;
        }
        Store(c, c00, accumulate);
        Store(c + 16, c01, accumulate);
        Store(c + cRow, c10, accumulate);
        Store(c + cRow + 16, c11, accumulate);
        Store(c + (2 * cRow), c20, accumulate);
        Store(c + (2 * cRow) + 16, c21, accumulate);
        Store(c + (3 * cRow), c30, accumulate);
        Store(c + (3 * cRow) + 16, c31, accumulate);
        Store(c + (4 * cRow), c40, accumulate);
        Store(c + (4 * cRow) + 16, c41, accumulate);
        Store(c + (5 * cRow), c50, accumulate);
        Store(c + (5 * cRow) + 16, c51, accumulate);
        Store(c + (6 * cRow), c60, accumulate);
        Store(c + (6 * cRow) + 16, c61, accumulate);
        Store(c + (7 * cRow), c70, accumulate);
        Store(c + (7 * cRow) + 16, c71, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide8x1(float* a, nint aRow, nint aColumn, float* b, nint bRow, float* c, nint cRow, int depth, bool accumulate)
    {
        Vector512<float> c00 = default, c10 = default, c20 = default, c30 = default, c40 = default, c50 = default, c60 = default, c70 = default;
        float* a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow, a6 = a5 + aRow, a7 = a6 + aRow;
        for (int k = 0; k < depth; k++)
        {
            Vector512<float> b0 = Vector512.Load(b);
            nint at = k * aColumn;
            c00 = Vector512.MultiplyAddEstimate(Vector512.Create(a[at]), b0, c00);
            c10 = Vector512.MultiplyAddEstimate(Vector512.Create(a1[at]), b0, c10);
            c20 = Vector512.MultiplyAddEstimate(Vector512.Create(a2[at]), b0, c20);
            c30 = Vector512.MultiplyAddEstimate(Vector512.Create(a3[at]), b0, c30);
            c40 = Vector512.MultiplyAddEstimate(Vector512.Create(a4[at]), b0, c40);
            c50 = Vector512.MultiplyAddEstimate(Vector512.Create(a5[at]), b0, c50);
            c60 = Vector512.MultiplyAddEstimate(Vector512.Create(a6[at]), b0, c60);
            c70 = Vector512.MultiplyAddEstimate(Vector512.Create(a7[at]), b0, c70);
            b += bRow;
        }
        Store(c, c00, accumulate);
        Store(c + cRow, c10, accumulate);
        Store(c + (2 * cRow), c20, accumulate);
        Store(c + (3 * cRow), c30, accumulate);
        Store(c + (4 * cRow), c40, accumulate);
        Store(c + (5 * cRow), c50, accumulate);
        Store(c + (6 * cRow), c60, accumulate);
        Store(c + (7 * cRow), c70, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide1x2(float* a, nint aColumn, float* b, nint bRow, float* c, int depth, bool accumulate)
    {
        Vector512<float> c0 = default, c1 = default;
        for (int k = 0; k < depth; k++)
        {
            Vector512<float> x = Vector512.Create(*a);
            c0 = Vector512.MultiplyAddEstimate(x, Vector512.Load(b), c0);
            c1 = Vector512.MultiplyAddEstimate(x, Vector512.Load(b + 16), c1);
            b += bRow;
            a += aColumn;
        }
        Store(c, c0, accumulate);
        Store(c + 16, c1, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide1x1(float* a, nint aColumn, float* b, nint bRow, float* c, int depth, bool accumulate)
    {
        Vector512<float> c0 = default;
        for (int k = 0; k < depth; k++)
        {
            c0 = Vector512.MultiplyAddEstimate(Vector512.Create(*a), Vector512.Load(b), c0);
            b += bRow;
            a += aColumn;
        }
        Store(c, c0, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector512<float> value, bool accumulate) => (accumulate ? value + Vector512.Load(c) : value).Store(c);
}
