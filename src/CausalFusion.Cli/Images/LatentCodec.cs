using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Images;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Cli.Images;

/// <summary>What stands between a network's images and pixels: an autoencoder, or nothing.</summary>
internal sealed class LatentCodec : IDisposable
{
    // Decoding needs far more memory for an image than generating does.
    private const int DecodedAtOnce = 4;

    private readonly IImageAutoencoder _autoencoder;

    private LatentCodec(IImageAutoencoder autoencoder, IDenoiserConfig config)
    {
        _autoencoder = autoencoder;
        Shape = new ImageShape(config.ImageSize * autoencoder.Downsampling, config.ImageSize * autoencoder.Downsampling, autoencoder.ImageChannels);
    }

    /// <summary>The size of an image in pixels.</summary>
    public ImageShape Shape { get; }

    /// <summary>Opens what a network needs.</summary>
    /// <param name="file">The network's file, which may say on which latents it was trained.</param>
    /// <param name="config">The network.</param>
    /// <param name="path">The autoencoder that was named; null if none was.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="UsageException">The network needs an autoencoder, or another one, or none.</exception>
    public static LatentCodec Open(ModelFile file, IDenoiserConfig config, string? path, Device device)
    {
        LatentSpace? space = file.Bundle is { } info ? LatentSpace.Find(info) : null;
        bool isPixels = space is null ? config.Channels is 1 or 3 : space.Autoencoder is null;
        if (path is null)
        {
            return isPixels
                ? new LatentCodec(new PixelAutoencoder(config.Channels), config)
                : throw new UsageException($"'{file.Name}' generates latents of {config.Channels} channels: expected --autoencoder FILE to decode them, found none.");
        }
        KlAutoencoder autoencoder = KlAutoencoder.Load(path, device: device);
        try
        {
            if (autoencoder.LatentChannels != config.Channels)
            {
                throw new UsageException(
                    $"'{path}': expected an autoencoder of {config.Channels} latent channels for '{file.Name}', found one of {autoencoder.LatentChannels}.");
            }
            space?.RequireFit(autoencoder);
            return new LatentCodec(autoencoder, config);
        }
        catch
        {
            autoencoder.Dispose();
            throw;
        }
    }

    /// <summary>The network's image of an image: its latent's mean, scaled.</summary>
    /// <param name="image">An image of <see cref="Shape"/>.</param>
    /// <param name="device">Where to put it.</param>
    /// <returns>(1, C, H, W); the caller owns it.</returns>
    public Tensor Encode(DecodedImage image, Device device)
    {
        using var scope = NewDisposeScope();
        using Tensor pixels = PixelConversion.ToTensor(image.Pixels, image.Shape, device);
        return (_autoencoder.Encode(pixels).Mean * _autoencoder.LatentScale).MoveToOuterDisposeScope();
    }

    /// <summary>The pixels of a network's images.</summary>
    /// <param name="images">(N, C, H, W).</param>
    /// <returns>For each image its bytes.</returns>
    public List<byte[]> Decode(Tensor images)
    {
        var pixels = new List<byte[]>();
        for (long start = 0; start < images.shape[0]; start += DecodedAtOnce)
        {
            using var scope = NewDisposeScope();
            Tensor batch = images.narrow(0, start, Math.Min(DecodedAtOnce, images.shape[0] - start));
            pixels.AddRange(PixelConversion.ToPixels(_autoencoder.Decode(batch / _autoencoder.LatentScale)));
        }
        return pixels;
    }

    public void Dispose() => _autoencoder.Dispose();
}
