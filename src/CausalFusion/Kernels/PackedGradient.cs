using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CausalFusion.Threading;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>
/// Products gᵀ·x of float32 matrices of many rows, as the gradients of weights are. Each value is summed over blocks of rows, and these from the
/// first to the last, on any number of threads alike.
/// </summary>
internal static unsafe class PackedGradient
{
    /// <summary>What the columns of both sides must be a multiple of.</summary>
    public const int Columns = SmallGemm.ColumnBlock;

    // Rows of a panel of x that are multiplied at a time, so that they stay in the first cache; columns of g, so that these rows stay in the next.
    private const int BlockRows = 192, MostOutputs = 768;

    /// <summary>Multiplies, shared out among the threads that the caller has.</summary>
    /// <param name="gradient">g, (M, N), contiguous.</param>
    /// <param name="x">(M, K), contiguous.</param>
    /// <returns>(N, K), in the caller's dispose scope.</returns>
    public static Tensor Multiply(Tensor gradient, Tensor x)
    {
        int rows = (int)x.shape[0], outputs = (int)gradient.shape[1], inputs = (int)x.shape[1];
        if (outputs % Columns != 0 || inputs % Columns != 0)
        {
            throw new ArgumentException($"expected matrices of a multiple of {Columns} columns; found {outputs} and {inputs}.");
        }
        if (rows == 0)
        {
            return zeros([outputs, inputs], dtype: ScalarType.Float32);
        }
        Tensor result = empty([outputs, inputs], dtype: ScalarType.Float32);
        float* g = TensorPointer.Of(gradient), from = TensorPointer.Of(x), to = TensorPointer.Of(result);
        int panels = (inputs + PackedMatrix.PanelWidth - 1) / PackedMatrix.PanelWidth;
        KernelThreads.For(panels, PackedProduct.ValuesOf((long)rows * outputs * PackedMatrix.PanelWidth), (first, end) =>
        {
            for (int output = 0; output < outputs; output += MostOutputs)
            {
                Multiply(g + output, outputs, Math.Min(MostOutputs, outputs - output), from, inputs, rows, first, end, to + ((nint)output * inputs));
            }
        });
        return result;
    }

    /// <summary>The product of some columns of g and some panels of x.</summary>
    [SkipLocalsInit]
    private static void Multiply(float* g, nint gRow, int outputs, float* x, int inputs, int rows, int firstPanel, int endPanel, float* c)
    {
        float* room = stackalloc float[(BlockRows * PackedMatrix.PanelWidth) + (CacheLines.Size / sizeof(float))];
        float* panel = (float*)(((nuint)room + CacheLines.Size - 1) / CacheLines.Size * CacheLines.Size);
        for (int row = 0; row < rows; row += BlockRows)
        {
            int count = Math.Min(BlockRows, rows - row), even = count / 2 * 2;
            float* given = g + (row * gRow);
            for (int column = firstPanel * PackedMatrix.PanelWidth; column < Math.Min(inputs, endPanel * PackedMatrix.PanelWidth);
                column += PackedMatrix.PanelWidth)
            {
                int width = Math.Min(PackedMatrix.PanelWidth, inputs - column);
                Copy(x + ((nint)row * inputs) + column, inputs, panel, count, width);
                if (width < PackedMatrix.PanelWidth || !Vector512.IsHardwareAccelerated || even == 0)
                {
                    SmallGemm.Multiply(given, 1, gRow, panel, width, c + column, inputs, outputs, width, count, accumulate: row > 0);
                    continue;
                }
                for (nint output = 0; output < outputs; output += PackedTile.Rows)
                {
                    PackedTile.Multiply<LeftColumns>(
                        given + output, gRow, even, panel, c + (output * inputs) + column, inputs, goesOn: row > 0, (byte*)panel, 0);
                }
                if (even < count)
                {
                    SmallGemm.Multiply(
                        given + (even * gRow), 1, gRow, panel + (even * width), width, c + column, inputs, outputs, width, 1, accumulate: true);
                }
            }
        }
    }

    private static void Copy(float* from, nint stride, float* to, int rows, int width)
    {
        for (int row = 0; row < rows; row++, from += stride, to += width)
        {
            for (int column = 0; column < width; column += SmallGemm.ColumnBlock)
            {
                Vector512.Load(from + column).Store(to + column);
            }
        }
    }
}
