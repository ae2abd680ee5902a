using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>All that is random in a batch: the noise, and the order of the tokens.</summary>
internal interface IBatchNoise : INoiseSource
{
    /// <summary>The raster index of the token at each position of each image's generation order.</summary>
    /// <returns>The M tokens to generate of each image, int64, shape (N, M), in the caller's dispose scope.</returns>
    Tensor Orders();
}
