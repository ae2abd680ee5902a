using CausalFusion.Images;

namespace CausalFusion.Data;

/// <summary>Images as bytes, in chunks of memory or in a temporary file.</summary>
internal sealed class StoredImageDataset : IImageDataset
{
    private readonly int[] _labels;
    private readonly int _imagesPerChunk;
    private readonly SpillFile? _file;
    private byte[][]? _chunks;

    /// <param name="shape">The size of every image.</param>
    /// <param name="labels">The label of every image, each below <paramref name="classCount"/>.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="classNames">Their names, if known.</param>
    /// <param name="chunks">The images one after the other, unless they are in the file.</param>
    /// <param name="imagesPerChunk">How many of them a chunk holds.</param>
    /// <param name="file">The images one after the other, unless they are in chunks; disposed with the data set.</param>
    public StoredImageDataset(
        ImageShape shape, int[] labels, int classCount, IReadOnlyList<string>? classNames, byte[][] chunks, int imagesPerChunk, SpillFile? file)
    {
        Shape = shape;
        ClassCount = classCount;
        ClassNames = classNames;
        _labels = labels;
        _chunks = chunks;
        _imagesPerChunk = imagesPerChunk;
        _file = file;
    }

    public int Count => _labels.Length;

    public ImageShape Shape { get; }

    public int ClassCount { get; }

    public IReadOnlyList<string>? ClassNames { get; }

    public void Read(int index, Span<byte> pixels, out int label)
    {
        byte[][]? chunks = _chunks;
        ObjectDisposedException.ThrowIf(chunks is null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        int bytes = Shape.ValueCount;
        if (pixels.Length != bytes)
        {
            throw new ArgumentException($"expected room for the {bytes} bytes of a {Shape} image, found {pixels.Length}.", nameof(pixels));
        }
        if (_file is not null)
        {
            _file.Read((long)index * bytes, pixels);
        }
        else
        {
            chunks[index / _imagesPerChunk].AsSpan(index % _imagesPerChunk * bytes, bytes).CopyTo(pixels);
        }
        label = _labels[index];
    }

    public void Dispose()
    {
        _chunks = null;
        _file?.Dispose();
    }
}
