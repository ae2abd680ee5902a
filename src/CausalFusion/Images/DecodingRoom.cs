namespace CausalFusion.Images;

/// <summary>
/// The memory that images take together while they are decoded, whoever decodes them: those that are small run side by side, large ones one after
/// the other.
/// </summary>
/// <remarks>
/// It is counted in bytes of files and in <see cref="BytesPerPixel"/>; all of it is what the largest image within <see cref="ImageLimits.Default"/>
/// counts. An image that counts more waits until it is alone. Whoever waits is served in turn. A thread that holds room decodes within it.
/// </remarks>
internal sealed class DecodingRoom
{
    /// <summary>What a pixel counts: four bytes of the decoder's, three of the image's, and what cropping takes.</summary>
    public const long BytesPerPixel = 8;

    [ThreadStatic]
    private static bool _isHeld;

    private readonly Lock _turn = new();
    private readonly object _change = new();
    private readonly long _size;
    private long _taken;

    public DecodingRoom(long size) => _size = size;

    /// <summary>The room of this process.</summary>
    public static DecodingRoom Shared { get; } =
        new(ImageLimits.Default.MaxFileBytes + (ImageLimits.Default.MaxPixels * BytesPerPixel));

    /// <summary>Bytes that are taken.</summary>
    public long Taken
    {
        get
        {
            lock (_change)
            {
                return _taken;
            }
        }
    }

    /// <summary>Does work that takes memory, once there is room for it.</summary>
    /// <param name="fileBytes">The length of the file.</param>
    /// <param name="pixels">The pixels of the image.</param>
    /// <param name="work">The work, on this thread.</param>
    public T Use<T>(long fileBytes, long pixels, Func<T> work)
    {
        if (_isHeld)
        {
            return work();
        }
        long bytes = Math.Min(fileBytes + (pixels * BytesPerPixel), _size);
        Take(bytes);
        _isHeld = true;
        try
        {
            return work();
        }
        finally
        {
            _isHeld = false;
            if (bytes > _size / 4)
            {
                // The collector would keep what a large image leaves behind, and whoever waits takes as much again.
                GC.Collect();
            }
            Release(bytes);
        }
    }

    private void Take(long bytes)
    {
        lock (_turn)
        {
            lock (_change)
            {
                while (_taken + bytes > _size)
                {
                    Monitor.Wait(_change);
                }
                _taken += bytes;
            }
        }
    }

    private void Release(long bytes)
    {
        lock (_change)
        {
            _taken -= bytes;
            Monitor.Pulse(_change);
        }
    }
}
