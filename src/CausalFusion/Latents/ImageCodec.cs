using CausalFusion.Autoencoders;
using CausalFusion.Images;
using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Latents;

/// <summary>What stands between a network's images and pixels: an autoencoder with the scale of its latents, or nothing.</summary>
internal sealed class ImageCodec : IDisposable
{
    // Decoding needs far more memory for an image than generating does.
    private const int DecodedAtOnce = 4;

    private readonly IImageAutoencoder _autoencoder;
    private readonly bool _leaveOpen;

    /// <param name="shape">The network's images: pixels, or latents.</param>
    /// <param name="space">The latent space that the network was trained on; null where it is not known, or pixels.</param>
    /// <param name="autoencoder">The autoencoder; null if there is none.</param>
    /// <param name="leaveOpen">Whether the autoencoder stays open when the codec is disposed. It does where this constructor throws.</param>
    /// <exception cref="ArgumentException">The network needs an autoencoder, or another one; the message says which.</exception>
    public ImageCodec(ImageShape shape, LatentSpace? space = null, IImageAutoencoder? autoencoder = null, bool leaveOpen = false)
    {
        _leaveOpen = leaveOpen;
        Autoencoder = autoencoder;
        if (autoencoder is null)
        {
            bool isPixels = space is null ? shape.Channels is 1 or 3 : space.Autoencoder is null;
            _autoencoder = isPixels ? new PixelAutoencoder(shape.Channels) : throw new ArgumentException(
                $"expected the autoencoder that the network was trained with, to decode its latents of {shape.Channels} channels; found none.",
                nameof(autoencoder));
        }
        else
        {
            if (autoencoder.LatentChannels != shape.Channels)
            {
                throw new ArgumentException(
                    $"expected an autoencoder of {shape.Channels} latent channels, as the network has; found one of {autoencoder.LatentChannels}.",
                    nameof(autoencoder));
            }
            space?.RequireFit(autoencoder);
            _autoencoder = autoencoder;
        }
        Shape = PixelsOf(shape, _autoencoder.ImageChannels, _autoencoder.Downsampling);
    }

    /// <summary>The autoencoder; null where the network's images are pixels.</summary>
    public IImageAutoencoder? Autoencoder { get; }

    /// <summary>The size of an image in pixels.</summary>
    public ImageShape Shape { get; }

    /// <summary>The network's images of images: the means of their latents, scaled.</summary>
    /// <param name="pixels">Pixels in [−1, 1], of <see cref="Shape"/>, (N, C, H, W).</param>
    /// <returns>(N, C, H, W); the caller owns it.</returns>
    public Tensor Encode(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        return (_autoencoder.Encode(pixels).Mean * Kept(_autoencoder.LatentScale)).MoveToOuterDisposeScope();
    }

    /// <summary>The pixels of a network's images, a few at a time.</summary>
    /// <param name="images">What the network generated, (N, C, H, W).</param>
    /// <returns>Pixels, nominally in [−1, 1], (N, C, H, W); the caller owns them.</returns>
    public Tensor Decode(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        if (Autoencoder is null || images.shape[0] == 0)
        {
            return images.alias().MoveToOuterDisposeScope();
        }
        var parts = new List<Tensor>();
        for (long start = 0; start < images.shape[0]; start += DecodedAtOnce)
        {
            using var partScope = NewDisposeScope();
            Tensor part = images.narrow(0, start, Math.Min(DecodedAtOnce, images.shape[0] - start));
            parts.Add(_autoencoder.Decode(part / Kept(_autoencoder.LatentScale)).MoveToOuterDisposeScope());
        }
        return (parts is [Tensor only] ? only : cat(parts, 0)).MoveToOuterDisposeScope();
    }

    /// <summary>Closes the autoencoder, unless it is to be left open.</summary>
    public void Dispose()
    {
        if (!_leaveOpen)
        {
            _autoencoder.Dispose();
        }
    }

    /// <summary>The size in pixels of a network's images.</summary>
    /// <param name="shape">The network's images.</param>
    /// <param name="channels">The channels of an image in pixels.</param>
    /// <param name="downsampling">How many pixels a position of the latent stands for, along one side.</param>
    internal static ImageShape PixelsOf(ImageShape shape, int channels, int downsampling) =>
        new(checked(shape.Height * downsampling), checked(shape.Width * downsampling), channels);
}
