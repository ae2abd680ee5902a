using CausalFusion.Native;
using static TorchSharp.torch;

namespace CausalFusion.Autoencoders;

/// <summary>Applies a map from planes to planes tile by tile, and blends linearly where tiles overlap.</summary>
/// <remarks>
/// Positions are counted in cells: a cell is as many values of the input along a side as <c>inputUnit</c> says, and of the output as
/// <c>outputUnit</c>.
/// </remarks>
internal static class TiledMap
{
    /// <param name="input">Planes, (N, C, H, W).</param>
    /// <param name="inputUnit">Values of the input along the side of a cell.</param>
    /// <param name="outputUnit">Values of the output along the side of a cell.</param>
    /// <param name="tile">Cells along the side of a tile.</param>
    /// <param name="overlap">Cells that neighboring tiles share, at least; at most half of the tile.</param>
    /// <param name="map">The map; its output is in the dispose scope in which it is called.</param>
    /// <returns>The blended output, in the caller's dispose scope; what the map gives for the whole input where that fits one tile.</returns>
    public static Tensor Apply(Tensor input, int inputUnit, int outputUnit, int tile, int overlap, Func<Tensor, Tensor> map)
    {
        int rows = (int)(input.shape[2] / inputUnit), columns = (int)(input.shape[3] / inputUnit);
        if (rows <= tile && columns <= tile)
        {
            return map(input);
        }
        using var scope = NewDisposeScope();
        Tensor? sum = null, weights = null;
        foreach (int row in Starts(rows, tile, overlap))
        {
            int height = Math.Min(tile, rows);
            foreach (int column in Starts(columns, tile, overlap))
            {
                using var tileScope = NewDisposeScope();
                int width = Math.Min(tile, columns);
                Tensor output = map(Part(input, inputUnit));
                sum ??= zeros([output.shape[0], output.shape[1], rows * (long)outputUnit, columns * (long)outputUnit], output.dtype, output.device)
                    .MoveToOuterDisposeScope();
                weights ??= zeros([1, 1, sum.shape[2], sum.shape[3]], output.dtype, output.device).MoveToOuterDisposeScope();
                Tensor weight = Ramp(row, height, rows).unsqueeze(1) * Ramp(column, width, columns); // (H, W)
                weight = weight.to(output.dtype).to(output.device);
                Part(sum, outputUnit).PlusInPlace(output * weight);
                Part(weights, outputUnit).PlusInPlace(weight);

                Tensor Part(Tensor planes, int unit) =>
                    planes.narrow(2, row * (long)unit, height * (long)unit).narrow(3, column * (long)unit, width * (long)unit);
            }
        }
        return sum!.div_(weights!).MoveToOuterDisposeScope();

        Tensor Ramp(int start, int length, int count) =>
            tensor(Weights(start > 0, start + length < count, length * outputUnit, overlap * outputUnit));
    }

    /// <summary>Where tiles begin along a side: every tile minus overlap, and the last so that it ends with the side.</summary>
    internal static IEnumerable<int> Starts(int count, int tile, int overlap)
    {
        int start = 0;
        for (; start + tile < count; start += tile - overlap)
        {
            yield return start;
        }
        yield return Math.Max(0, count - tile);
    }

    /// <summary>A tile's weights along a side: one, but for a straight rise from and fall to zero where it has a neighbor.</summary>
    private static float[] Weights(bool before, bool after, int length, int overlap)
    {
        float[] weights = new float[length];
        Array.Fill(weights, 1);
        for (int i = 0; i < overlap && (before || after); i++) // a side that one tile covers may be shorter than the overlap
        {
            float rise = (i + 0.5f) / overlap;
            weights[i] *= before ? rise : 1;
            weights[length - 1 - i] *= after ? rise : 1;
        }
        return weights;
    }
}
