using CausalFusion.Images;
using CausalFusion.ML;

namespace CausalFusion.Samples.Service.Pictures;

/// <summary>Reads pictures that were sent: strictly, within limits, and few at a time.</summary>
internal sealed class PictureReader(ServiceOptions options) : IDisposable
{
    private const long MaximumPixels = 16L << 20;
    private const int AtOnce = 2;

    private readonly MLImageDecoder _decoder = new(new ImageLimits { MaxFileBytes = options.MaximumUpload, MaxPixels = MaximumPixels });
    private readonly SemaphoreSlim _turns = new(AtOnce);

    /// <summary>Reads a picture of any size.</summary>
    /// <param name="file">A PNG, JPEG, GIF, BMP or WebP file.</param>
    /// <param name="channels">1 for gray, 3 for colors.</param>
    /// <param name="cancellationToken">Stops waiting for a turn.</param>
    /// <exception cref="InvalidDataException">It is no picture that can be read, or too large a one; the message says which.</exception>
    public async Task<DecodedImage> ReadAsync(byte[] file, int channels, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _decoder.Decode(new MemoryStream(file), channels);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Reads a picture and makes it as large as a network's images: its middle, scaled.</summary>
    /// <inheritdoc cref="ReadAsync(byte[], int, CancellationToken)"/>
    public async Task<DecodedImage> ReadAsync(byte[] file, ImageShape shape, CancellationToken cancellationToken) =>
        CenterCrop.ToSize(await ReadAsync(file, shape.Channels, cancellationToken).ConfigureAwait(false), shape.Height, shape.Width);

    public void Dispose() => _turns.Dispose();
}
