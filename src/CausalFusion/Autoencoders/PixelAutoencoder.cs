using static TorchSharp.torch;

namespace CausalFusion.Autoencoders;

/// <summary>The autoencoder that isn't one: a network that is trained on pixels has images as latents.</summary>
internal sealed class PixelAutoencoder : IImageAutoencoder
{
    /// <param name="channels">Channels of an image, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="channels"/> is below 1.</exception>
    public PixelAutoencoder(int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ImageChannels = channels;
    }

    /// <inheritdoc/>
    public int ImageChannels { get; }

    /// <inheritdoc/>
    public int LatentChannels => ImageChannels;

    /// <inheritdoc/>
    public int Downsampling => 1;

    /// <inheritdoc/>
    public double LatentScale => 1;

    /// <summary>Copies images.</summary>
    /// <param name="images">Images, (N, C, H, W).</param>
    /// <returns>A posterior without spread, whose mean is the images.</returns>
    /// <exception cref="ArgumentException">The images have another shape.</exception>
    public LatentPosterior Encode(Tensor images)
    {
        using var noGrad = no_grad();
        return LatentPosterior.Certain(LatentShapes.Require(images, ImageChannels, multiple: 1, nameof(images)));
    }

    /// <summary>Copies images.</summary>
    /// <param name="latents">Images, (N, C, H, W).</param>
    /// <exception cref="ArgumentException">They have another shape.</exception>
    public Tensor Decode(Tensor latents)
    {
        using var noGrad = no_grad();
        return LatentShapes.Require(latents, ImageChannels, multiple: 1, nameof(latents)).clone();
    }

    /// <summary>There is nothing to free.</summary>
    public void Dispose()
    {
    }
}
