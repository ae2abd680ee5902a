namespace CausalFusion.Data;

/// <summary>Labelled images of one size, read by number. Reading is thread-safe.</summary>
public interface IImageDataset : IDisposable
{
    /// <summary>The number of images, at least 1.</summary>
    int Count { get; }

    /// <summary>The size of every image.</summary>
    ImageShape Shape { get; }

    /// <summary>The number of classes; labels are 0 to <see cref="ClassCount"/> − 1.</summary>
    int ClassCount { get; }

    /// <summary>The classes' names in the order of the labels, if they are known.</summary>
    IReadOnlyList<string>? ClassNames { get; }

    /// <summary>Reads one image and its label.</summary>
    /// <param name="index">The image's number, from 0 to <see cref="Count"/> − 1.</param>
    /// <param name="pixels">Receives the image's bytes: row by row, pixel by pixel, channel by channel. Its length is the shape's <see cref="ImageShape.ByteCount"/>.</param>
    /// <param name="label">Receives the image's class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no image of that number.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> has another length.</exception>
    void Read(int index, Span<byte> pixels, out int label);
}
