using System.Buffers;
using CausalFusion.Images;
using CausalFusion.Randomness;

namespace CausalFusion.Data;

/// <summary>
/// Images of one size, each with captions, read by number as bytes or as the values in [−1, 1] that a network is trained on. Thread-safe.
/// </summary>
public interface ICaptionedDataset : IDisposable
{
    /// <summary>The number of images, at least 1.</summary>
    int Count { get; }

    /// <summary>The size of every image.</summary>
    ImageShape Shape { get; }

    /// <summary>The captions of an image, at least one; none is empty.</summary>
    /// <param name="index">The image's number, from 0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no image of that number.</exception>
    IReadOnlyList<string> CaptionsOf(int index);

    /// <summary>Reads an image.</summary>
    /// <param name="index">The image's number, from 0 to <see cref="Count"/> − 1.</param>
    /// <param name="pixels">Receives its bytes: row by row, pixel by pixel, channel by channel. As many as the shape says.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no image of that number.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> has another length.</exception>
    void Read(int index, Span<byte> pixels);

    /// <summary>A short text that other data have another of.</summary>
    string Fingerprint();

    /// <summary>Reads an image as a training does, with one of its captions.</summary>
    /// <param name="index">The image's number, from 0 to <see cref="Count"/> − 1.</param>
    /// <param name="mirror">Whether to read it mirrored, left to right. Captions that tell left from right are then wrong.</param>
    /// <param name="random">Which caption; it belongs to this reading.</param>
    /// <param name="values">Receives the values, (C, H, W).</param>
    /// <param name="caption">Receives the caption.</param>
    void Read(int index, bool mirror, RandomStream random, Span<float> values, out string caption)
    {
        ArgumentNullException.ThrowIfNull(random);
        int size = Shape.ValueCount;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            Span<byte> pixels = buffer.AsSpan(0, size);
            Read(index, pixels);
            PixelConversion.ToValues(pixels, Shape, values, mirror);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        IReadOnlyList<string> captions = CaptionsOf(index);
        caption = captions[random.Next(captions.Count)];
    }
}
