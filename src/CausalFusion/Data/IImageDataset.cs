using System.Buffers;
using CausalFusion.Conditions;
using CausalFusion.Images;
using CausalFusion.Randomness;

namespace CausalFusion.Data;

/// <summary>
/// Labeled images of one size, read by number, as bytes or as the values in [−1, 1] that a network is trained on. Reading is thread-safe.
/// </summary>
public interface IImageDataset : ITrainingDataset
{
    /// <summary>Reads one image and its label.</summary>
    /// <param name="index">The image's number, from 0 to <see cref="ITrainingDataset.Count"/> − 1.</param>
    /// <param name="pixels">
    /// Receives the image's bytes: row by row, pixel by pixel, channel by channel. Its length is the shape's <see cref="ImageShape.ValueCount"/>.
    /// </param>
    /// <param name="label">Receives the image's class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no image of that number.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> has another length.</exception>
    void Read(int index, Span<byte> pixels, out int label);

    void ITrainingDataset.Read(int index, bool mirror, RandomStream random, Span<float> values, out Condition condition)
    {
        int size = Shape.ValueCount;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            Span<byte> pixels = buffer.AsSpan(0, size);
            Read(index, pixels, out int label);
            condition = label;
            PixelConversion.ToValues(pixels, Shape, values, mirror);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
