using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Images;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.ML.Models;

/// <summary>A network, and the autoencoder between its latents and images where it has one.</summary>
/// <param name="model">The network; it is taken over.</param>
/// <param name="autoencoder">The autoencoder, on the same device; null for a network of pixels. It is taken over.</param>
internal sealed class ImageNetwork(IDenoiser model, KlAutoencoder? autoencoder) : IDisposable
{
    public IDenoiser Model => model;

    /// <summary>The network, for what only CausalFusion's causal one can do.</summary>
    /// <exception cref="ArgumentException">It is of another kind.</exception>
    public CausalFusionModel Causal => model as CausalFusionModel
        ?? throw new ArgumentException($"expected a network of kind '{ModelKind.CausalFusion}', found one of kind '{model.Config.Kind}'.");

    public KlAutoencoder? Autoencoder => autoencoder;

    /// <summary>The size of the images that go in and come out.</summary>
    public ImageShape Shape { get; } = ShapeOf(model.Config, autoencoder?.Config);

    /// <summary>The size of a network's images.</summary>
    /// <param name="config">The network's configuration.</param>
    /// <param name="autoencoder">Its autoencoder's; null for a network of pixels.</param>
    /// <exception cref="ArgumentException">The two do not fit, or the network does not make images.</exception>
    public static ImageShape ShapeOf(IDenoiserConfig config, KlAutoencoderConfig? autoencoder)
    {
        if (autoencoder is not null && autoencoder.LatentChannels != config.Channels)
        {
            throw new ArgumentException($"The autoencoder must have latents of the network's {config.Channels} channels; found {autoencoder.LatentChannels}.");
        }
        int channels = autoencoder?.ImageChannels ?? config.Channels, size = checked(config.ImageSize * (autoencoder?.Downsampling ?? 1));
        return channels is 1 or 3
            ? new ImageShape(size, size, channels)
            : throw new ArgumentException(
                $"Images have 1 or 3 channels; found a network for {channels}, which needs the autoencoder that it was trained with (the option AutoencoderFile).");
    }

    /// <summary>What the network sees of images.</summary>
    /// <param name="values">The values of whole images in [−1, 1], each (C, H, W).</param>
    /// <returns>Images or scaled latents, (N, C, H, W), on the network's device, in the current dispose scope.</returns>
    public Tensor Encode(float[] values)
    {
        Tensor images = tensor(values, [values.Length / Shape.ByteCount, Shape.Channels, Shape.Height, Shape.Width], device: model.Device);
        return autoencoder is null ? images : autoencoder.Encode(images).Mean * autoencoder.LatentScale;
    }

    /// <summary>The images that the network drew.</summary>
    /// <param name="drawn">Images or scaled latents, (N, C, H, W).</param>
    /// <returns>The values of each, nominally in [−1, 1], (C, H, W).</returns>
    public float[][] Decode(Tensor drawn)
    {
        using var scope = NewDisposeScope();
        Tensor images = autoencoder is null ? drawn : autoencoder.Decode(drawn / autoencoder.LatentScale);
        float[] values = [.. images.cpu().contiguous().data<float>()];
        return [.. values.Chunk(Shape.ByteCount)];
    }

    public void Dispose()
    {
        model.Dispose();
        autoencoder?.Dispose();
    }
}
