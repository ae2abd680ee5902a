using CausalFusion.Images;

namespace CausalFusion.Data;

/// <summary>Collects labeled images into a data set: as bytes in memory while they fit a limit, else in a temporary file.</summary>
/// <remarks>
/// The temporary file is deleted when the data set, or a builder that made none, is disposed, and when writing it fails. Labels always stay in
/// memory, 4 bytes each. Not thread-safe.
/// </remarks>
public sealed class ImageDatasetBuilder : IDisposable
{
    /// <summary>The default of the limit on memory: 4 GiB.</summary>
    public const long DefaultMemoryLimit = 4L << 30;

    /// <summary>The largest number of classes where <see cref="ClassCount"/> does not state it, against labels that are no labels.</summary>
    public const int MaxInferredClasses = 1_000_000;

    private const int ChunkBytes = 4 << 20;

    private readonly ImageShape _shape;
    private readonly long _memoryLimit;
    private readonly string? _temporaryFolder;
    private readonly int _imagesPerChunk;
    private readonly List<byte[]> _chunks = [];
    private readonly List<int> _labels = [];
    private IReadOnlyList<string>? _classNames;
    private readonly int? _classCount;
    private int _imagesInLastChunk;
    private SpillFile? _file;
    private bool _closed;

    /// <summary>Begins a data set without images.</summary>
    /// <param name="shape">The size of every image.</param>
    /// <param name="memoryLimitBytes">The most bytes of images to keep in memory; when one more would exceed it, all go to a temporary file.</param>
    /// <param name="temporaryFolder">The folder of that file; the system's temporary folder if null, which on some systems is itself memory.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="memoryLimitBytes"/> is negative.</exception>
    /// <exception cref="ArgumentException"><paramref name="shape"/> is empty.</exception>
    public ImageDatasetBuilder(ImageShape shape, long memoryLimitBytes = DefaultMemoryLimit, string? temporaryFolder = null)
    {
        if (shape.ValueCount == 0)
        {
            throw new ArgumentException("expected the size of an image, found an empty one.", nameof(shape));
        }
        ArgumentOutOfRangeException.ThrowIfNegative(memoryLimitBytes);
        _shape = shape;
        _memoryLimit = memoryLimitBytes;
        _temporaryFolder = temporaryFolder;
        _imagesPerChunk = Math.Max(1, ChunkBytes / shape.ValueCount);
    }

    /// <summary>The number of classes, at least 1; if null, that of <see cref="ClassNames"/>, else one more than the largest label.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? ClassCount
    {
        get => _classCount ?? _classNames?.Count;
        init
        {
            if (value is { } count)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(ClassCount));
            }
            _classCount = value;
        }
    }

    /// <summary>The classes' names in the order of the labels, if they are known; to be set before the data set is built.</summary>
    public IReadOnlyList<string>? ClassNames
    {
        get => _classNames;
        set => _classNames = value is null ? null : [.. value];
    }

    /// <summary>The number of images so far.</summary>
    public int Count => _labels.Count;

    /// <summary>Adds one image; its bytes are copied.</summary>
    /// <param name="pixels">Its bytes: row by row, pixel by pixel, channel by channel.</param>
    /// <param name="label">Its class, from 0.</param>
    /// <exception cref="ArgumentException">The image has another size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The label is negative or not below the number of classes.</exception>
    /// <exception cref="IOException">
    /// The temporary file can't be written, for instance because the disk is full; it is deleted, and the builder is of no more use.
    /// </exception>
    /// <exception cref="InvalidOperationException">The data set is built already, or an earlier call failed.</exception>
    public void Add(ReadOnlySpan<byte> pixels, int label)
    {
        ThrowIfClosed();
        if (pixels.Length != _shape.ValueCount)
        {
            throw new ArgumentException(
                $"image {Count}: expected {_shape.ValueCount} bytes ({_shape} height × width × channels), found {pixels.Length}.", nameof(pixels));
        }
        int classes = ClassCount ?? MaxInferredClasses;
        if (label < 0 || label >= classes)
        {
            throw new ArgumentOutOfRangeException(nameof(label), label, $"image {Count}: expected a label from 0 to {classes - 1}, found {label}.");
        }
        if (Count == Array.MaxLength)
        {
            throw new InvalidOperationException($"expected at most {Array.MaxLength} images, found more.");
        }
        try
        {
            Store(pixels);
        }
        catch
        {
            Dispose();
            throw;
        }
        _labels.Add(label);
    }

    /// <summary>Makes the data set, to which everything passes that the builder holds.</summary>
    /// <exception cref="InvalidOperationException">
    /// There are no images, or names for another number of classes, or the builder is of no more use.
    /// </exception>
    /// <exception cref="IOException">The temporary file can't be written; it is deleted.</exception>
    public IImageDataset Build()
    {
        ThrowIfClosed();
        if (Count == 0)
        {
            throw new InvalidOperationException("expected a data set of at least one image, found an empty one.");
        }
        int classCount = ClassCount ?? _labels.Max() + 1;
        if (ClassNames is { } names && names.Count != classCount)
        {
            throw new InvalidOperationException($"expected the names of {classCount} classes, found {names.Count}.");
        }
        if (_file is not null)
        {
            try
            {
                Flush();
            }
            catch
            {
                Dispose();
                throw;
            }
        }
        else
        {
            byte[] last = _chunks[^1];
            Array.Resize(ref last, _imagesInLastChunk * _shape.ValueCount);
            _chunks[^1] = last;
        }
        var dataset = new StoredImageDataset(_shape, [.. _labels], classCount, ClassNames, [.. _chunks], _imagesPerChunk, _file);
        _file = null;
        Dispose();
        return dataset;
    }

    /// <summary>Deletes the temporary file, unless a data set was built, which then owns it.</summary>
    public void Dispose()
    {
        _closed = true;
        _chunks.Clear();
        _file?.Dispose();
        _file = null;
    }

    private void Store(ReadOnlySpan<byte> pixels)
    {
        if (_file is null && (Count + 1L) * _shape.ValueCount > _memoryLimit)
        {
            _file = new SpillFile(_temporaryFolder);
            Flush();
        }
        if (_chunks.Count == 0 || _imagesInLastChunk == _imagesPerChunk)
        {
            if (_file is not null)
            {
                Flush();
            }
            _chunks.Add(GC.AllocateUninitializedArray<byte>(_imagesPerChunk * _shape.ValueCount));
            _imagesInLastChunk = 0;
        }
        pixels.CopyTo(_chunks[^1].AsSpan(_imagesInLastChunk * _shape.ValueCount));
        _imagesInLastChunk++;
    }

    private void Flush()
    {
        for (int i = 0; i < _chunks.Count; i++)
        {
            int images = i == _chunks.Count - 1 ? _imagesInLastChunk : _imagesPerChunk;
            _file!.Append(_chunks[i].AsSpan(0, images * _shape.ValueCount));
        }
        _chunks.Clear();
    }

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw new InvalidOperationException(
                "expected a builder that is still open, found one whose data set is built, or that failed or was disposed.");
        }
    }
}
