using CausalFusion.Images;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>What images a network takes.</summary>
internal static class ImageChecks
{
    /// <summary>Checks images that were given for a network.</summary>
    /// <param name="images">The images.</param>
    /// <param name="config">The network's configuration.</param>
    /// <exception cref="ArgumentException">They are of another shape, or whole numbers.</exception>
    public static void Require(Tensor images, ImageModelConfig config)
    {
        ImageShape shape = config.Shape;
        if (images.shape is not [_, long channels, long height, long width]
            || channels != shape.Channels || height != shape.Height || width != shape.Width || !images.is_floating_point())
        {
            throw new ArgumentException(
                $"Expected floating-point images of shape (N, {shape.Channels}, {shape.Height}, {shape.Width}); "
                + $"found {images.dtype} of ({string.Join(", ", images.shape)}).",
                nameof(images));
        }
    }
}
