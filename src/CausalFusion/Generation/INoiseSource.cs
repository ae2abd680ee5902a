using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>All that is random in a batch, the noise and the order of the tokens: from seeded streams, or given for exact reproductions.</summary>
internal interface INoiseSource
{
    /// <summary>The raster index of the token at each position of each image's generation order.</summary>
    /// <returns>The M tokens to generate of each image, int64, shape (N, M), in the caller's dispose scope.</returns>
    Tensor Orders();

    /// <summary>The noise that an AR step starts from.</summary>
    /// <param name="arStep">The AR step.</param>
    /// <returns>Standard normal values for its tokens, shape (N, T, P), in the caller's dispose scope.</returns>
    Tensor Initial(int arStep);

    /// <summary>The noise that a diffusion step adds.</summary>
    /// <param name="arStep">The AR step.</param>
    /// <param name="index">The index of the timestep in the respaced schedule, above 0.</param>
    /// <returns>Standard normal values, shape (N, T, P), in the caller's dispose scope.</returns>
    Tensor Step(int arStep, int index);

    /// <summary>That of some of the images.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    INoiseSource Part(int first, int count);
}
