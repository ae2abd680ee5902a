using CausalFusion.Factorization;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>The 2-D sin-cos position table.</summary>
internal static class PositionEmbedding
{
    /// <summary>Checks the width of a configuration.</summary>
    /// <exception cref="ArgumentException">There is no table of this width.</exception>
    internal static void RequireWidth(int width)
    {
        if (width % 4 != 0)
        {
            throw new ArgumentException($"Width must be a multiple of 4, for the 2-D position table; found {width}.");
        }
    }

    /// <summary>
    /// One row for each token in raster order: the first half of the values encodes the column, the second the row; each half is sines, then
    /// cosines, at frequencies from 1 down to 1/10,000.
    /// </summary>
    /// <param name="width">Width D, a multiple of 4.</param>
    /// <param name="grid">How the tokens of an image lie.</param>
    /// <returns>Shape (L, D); the caller owns it.</returns>
    public static Tensor SinCos2D(int width, TokenGrid grid)
    {
        int quarter = width / 4;
        float[] table = new float[grid.Count * width];
        for (int token = 0; token < grid.Count; token++)
        {
            Span<float> row = table.AsSpan(token * width, width);
            Encode(token % grid.Columns, row[..(2 * quarter)]);
            Encode(token / grid.Columns, row[(2 * quarter)..]);
        }
        return tensor(table, [grid.Count, width]);

        void Encode(int position, Span<float> values)
        {
            for (int i = 0; i < quarter; i++)
            {
                double angle = position * Math.Pow(10_000, -(double)i / quarter);
                values[i] = (float)Math.Sin(angle);
                values[quarter + i] = (float)Math.Cos(angle);
            }
        }
    }
}
