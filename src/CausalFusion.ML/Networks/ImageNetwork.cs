using CausalFusion.Autoencoders;
using CausalFusion.Images;
using CausalFusion.Latents;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.ML.Networks;

/// <summary>A network, and the autoencoder between its latents and images where it has one.</summary>
/// <param name="model">The network; it is taken over.</param>
/// <param name="autoencoder">The autoencoder, on the same device; null for a network of pixels. It is taken over.</param>
internal sealed class ImageNetwork(ImageModel model, KlAutoencoder? autoencoder) : IDisposable
{
    private readonly ImageCodec _codec = CodecOf(model, autoencoder);

    /// <summary>The network.</summary>
    public ImageModel Model => model;

    /// <summary>The autoencoder between its latents and pixels; null where the network's images are pixels.</summary>
    public KlAutoencoder? Autoencoder => autoencoder;

    /// <summary>The images in pixels.</summary>
    public ImageShape Shape => _codec.Shape;

    /// <summary>The images in pixels of a network and the autoencoder that it was trained with.</summary>
    /// <exception cref="ArgumentException">They do not fit one another, or the network's images are no pixels.</exception>
    public static ImageShape ShapeOf(ImageModelConfig config, KlAutoencoderConfig? autoencoder)
    {
        if (autoencoder is not null && autoencoder.LatentChannels != config.Channels)
        {
            throw new ArgumentException(
                $"The autoencoder must have latents of the network's {config.Channels} channels; found {autoencoder.LatentChannels}.");
        }
        ImageShape shape = ImageCodec.PixelsOf(config.Shape, autoencoder?.ImageChannels ?? config.Channels, autoencoder?.Downsampling ?? 1);
        return shape.Channels is 1 or 3
            ? shape
            : throw new ArgumentException(
                $"Images have 1 or 3 channels; found a network for {shape.Channels}, which needs the autoencoder that it was trained with (the "
                + $"option AutoencoderFile).");
    }

    /// <summary>The network's images of pixels in [−1, 1], one image after the other.</summary>
    public Tensor Encode(float[] values)
    {
        Tensor images = tensor(values, [values.Length / Shape.ValueCount, Shape.Channels, Shape.Height, Shape.Width], device: model.Device);
        return _codec.Encode(images);
    }

    /// <summary>The pixels of what the network generated, an array for each image.</summary>
    public float[][] Decode(Tensor generated)
    {
        using var scope = NewDisposeScope();
        float[] values = [.. _codec.Decode(generated).cpu().contiguous().data<float>()];
        return [.. values.Chunk(Shape.ValueCount)];
    }

    public void Dispose()
    {
        model.Dispose();
        _codec.Dispose();
    }

    private static ImageCodec CodecOf(ImageModel model, KlAutoencoder? autoencoder)
    {
        _ = ShapeOf(model.Config, autoencoder?.Config);
        return new ImageCodec(model.Config.Shape, model.Info.LatentSpace, autoencoder);
    }
}
