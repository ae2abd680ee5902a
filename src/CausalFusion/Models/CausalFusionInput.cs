using CausalFusion.Factorization;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>One training sequence of a batch, before embedding. Tokens are in generation order.</summary>
/// <param name="Clean">Clean patches, shape (N, L, P); those of the last AR step are not read.</param>
/// <param name="Noised">Noised patches, shape (N, L, P).</param>
/// <param name="Timesteps">Training timesteps, one per sample, shape (N).</param>
/// <param name="Labels">Class indices, int64, shape (N); the null class where the label was dropped.</param>
/// <param name="Order">The raster index of the token at each position of the generation order, int64, shape (N, L).</param>
/// <param name="Split">The AR split of the batch.</param>
public sealed record CausalFusionInput(Tensor Clean, Tensor Noised, Tensor Timesteps, Tensor Labels, Tensor Order, ArSplit Split);
