using static TorchSharp.torch;

namespace CausalFusion.Autoencoders;

/// <summary>What an autoencoder can take.</summary>
internal static class LatentShapes
{
    /// <summary>
    /// The tensor itself, if it is (N, C, H, W) with the given number of channels and sides that are multiples of the given number.
    /// </summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static Tensor Require(Tensor values, int channels, int multiple, string name)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        if (values.shape is not [_, long found, > 0 and long height, > 0 and long width] || found != channels || height % multiple != 0
            || width % multiple != 0)
        {
            throw new ArgumentException(
                $"expected {name} (N, {channels}, H, W)" + (
                    multiple > 1 ? $", H and W multiples of {multiple}" : "") + $", found shape ({string.Join(", ", values.shape)}).",
                name);
        }
        return values;
    }
}
