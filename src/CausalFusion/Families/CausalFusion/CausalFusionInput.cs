using CausalFusion.Factorization;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Families.CausalFusion;

/// <summary>One training sequence of a batch, before embedding. Tokens are in generation order.</summary>
/// <param name="Clean">Clean patches, shape (N, L, P); those of the last AR step are not read.</param>
/// <param name="Noised">Noised patches, shape (N, k·L, P): the k copies one after the other.</param>
/// <param name="Timesteps">
/// Training timesteps: one per sample, shape (N) or (N, 1); one per copy, (N, k); or one per AR step of each copy, (N, k·S), copy by copy.
/// </param>
/// <param name="Labels">Class indices, int64, shape (N); the null class where the label was dropped. Not read where there are texts.</param>
/// <param name="Order">The raster index of the token at each position of the generation order, int64, shape (N, L).</param>
/// <param name="Split">The AR split of the batch.</param>
/// <param name="Copies">Number k of noised copies that share the clean tokens (paper, App. B).</param>
internal sealed record CausalFusionInput(Tensor Clean, Tensor Noised, Tensor Timesteps, Tensor Labels, Tensor Order, ArSplit Split, int Copies = 1)
{
    /// <summary>The texts of the images, and where they stand; null where the network takes classes.</summary>
    public BatchTexts? Texts { get; init; }

    /// <summary>The steps of all noised tokens: the split, copy after copy.</summary>
    internal ArSplit NoisedSplit => Copies == 1 ? Split : ArSplit.FromSizes([.. Enumerable.Repeat(Split.Sizes, Copies).SelectMany(sizes => sizes)]);

    /// <summary>Checks the shapes against a network.</summary>
    /// <exception cref="ArgumentException">A shape does not fit; the message names it.</exception>
    internal void Validate(CausalFusionConfig config)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Copies, 1);
        if (Split.Tokens != config.Tokens)
        {
            throw new ArgumentException($"The AR split must have the network's {config.Tokens} tokens; found {Split.Tokens} ({Split}).");
        }
        long batch =
            Labels.shape is [var labels] ? labels : throw new ArgumentException($"Labels must have the shape (N); found {Describe(Labels)}.");
        if (Texts is { } texts ? config.Text is null || texts.Count != batch : config.Text is not null)
        {
            throw new ArgumentException(config.Text is null
                ? "A network that takes classes is given no texts."
                : $"A network that reads text must be given a text, or an empty one, for each of {batch} images; found {Texts?.Count ?? 0}.");
        }
        Require(Clean, nameof(Clean), batch, config.Tokens, config.PatchDimension);
        Require(Noised, nameof(Noised), batch, (long)Copies * config.Tokens, config.PatchDimension);
        Require(Order, nameof(Order), batch, config.Tokens);
        if (!(Timesteps.shape is [var n] && n == batch)
            && !(Timesteps.shape is [var rows, var given] && rows == batch && (given == 1 || given == Copies || given == (long)Copies * Split.Steps)))
        {
            throw new ArgumentException(
                $"Timesteps must have the shape ({batch}), ({batch}, {Copies}) or ({batch}, {Copies * Split.Steps}); found {Describe(Timesteps)}.");
        }

        static void Require(Tensor tensor, string name, params long[] expected)
        {
            if (!tensor.shape.AsSpan().SequenceEqual(expected))
            {
                throw new ArgumentException($"{name} must have the shape ({string.Join(", ", expected)}); found {Describe(tensor)}.");
            }
        }

        static string Describe(Tensor tensor) => $"({string.Join(", ", tensor.shape)})";
    }
}
