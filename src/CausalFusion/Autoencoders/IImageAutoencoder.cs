using static TorchSharp.torch;

namespace CausalFusion.Autoencoders;

/// <summary>Turns images into the latents that a network learns to generate, and back (paper, §4).</summary>
/// <remarks>A network sees latents times <see cref="LatentScale"/>; what it generates is divided by that before it is decoded.</remarks>
public interface IImageAutoencoder : IDisposable
{
    /// <summary>Channels of an image: 1 or 3.</summary>
    int ImageChannels { get; }

    /// <summary>Channels of a latent.</summary>
    int LatentChannels { get; }

    /// <summary>Pixels along one side of what one latent position stands for.</summary>
    int Downsampling { get; }

    /// <summary>What a sampled latent is multiplied with, so that a network sees values of about unit variance.</summary>
    double LatentScale { get; }

    /// <summary>Encodes images, without a graph.</summary>
    /// <param name="images">Images in [−1, 1], (N, C, H, W), on any device; H and W are multiples of <see cref="Downsampling"/>.</param>
    /// <returns>The distribution of their latents, not scaled; its tensors are in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The images have another shape.</exception>
    LatentPosterior Encode(Tensor images);

    /// <summary>Decodes latents, without a graph.</summary>
    /// <param name="latents">Latents as <see cref="Encode"/> gives them, that is, not scaled: (N, C, H, W), on any device.</param>
    /// <returns>Images, nominally in [−1, 1] and not clamped, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The latents have another shape.</exception>
    Tensor Decode(Tensor latents);
}
