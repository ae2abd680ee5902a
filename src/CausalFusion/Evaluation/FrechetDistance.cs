using TorchSharp;
using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Evaluation;

/// <summary>
/// The Fréchet distance between two sets of features, each taken for a sample of a Gaussian: |μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2(Σ₁Σ₂)^½) (Heusel et al.,
/// 2017). With the features of Inception-v3 it is the FID; with others it is a number of its own, to be compared with numbers of the same features
/// alone.
/// </summary>
/// <remarks>
/// In float64. Covariances have N − 1 in the denominator. They are not computed: with factors Fᵢ of as many rows as there are vectors, at most D,
/// such that Σᵢ = Fᵢᵀ Fᵢ (the centerd vectors, or the triangle of their QR decomposition), the trace of (Σ₁Σ₂)^½ is the sum of the singular values of
/// F₁F₂ᵀ. Nothing complex comes up, no digits are lost to squares where a covariance is singular, as it is with fewer vectors than dimensions, and
/// few vectors take little time.
/// </remarks>
internal static class FrechetDistance
{
    private const int Rows = 4096;

    /// <summary>The distance between two sets.</summary>
    /// <param name="first">At least two vectors.</param>
    /// <param name="second">At least two vectors of the same dimension.</param>
    /// <returns>At least 0, up to rounding; 0 for equal moments.</returns>
    /// <exception cref="ArgumentException">The dimensions differ, or a set is too small to have a covariance.</exception>
    public static double Between(FeatureSet first, FeatureSet second)
    {
        RequireComparable(first, second, least: 2);
        using var noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        (Tensor mean1, Tensor factor1) = Moments(first);
        (Tensor mean2, Tensor factor2) = Moments(second);
        return Between(mean1, factor1, mean2, factor2);
    }

    /// <summary>The distance between two Gaussians.</summary>
    /// <param name="mean1">The mean of the first, (D).</param>
    /// <param name="covariance1">Its covariance, (D, D), symmetric and positive semi-definite.</param>
    /// <param name="mean2">The mean of the second, (D).</param>
    /// <param name="covariance2">Its covariance, (D, D).</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static double Between(double[] mean1, double[,] covariance1, double[] mean2, double[,] covariance2)
    {
        ArgumentNullException.ThrowIfNull(mean1);
        ArgumentNullException.ThrowIfNull(covariance1);
        ArgumentNullException.ThrowIfNull(mean2);
        ArgumentNullException.ThrowIfNull(covariance2);
        int d = mean1.Length;
        if (d == 0 || mean2.Length != d || new[] { covariance1, covariance2 }.Any(
            covariance => covariance.GetLength(0) != d || covariance.GetLength(1) != d))
        {
            throw new ArgumentException(
                $"Expected two means of one length D ≥ 1 and covariances of D×D; found {d} and {mean2.Length}, "
                + $"{covariance1.GetLength(0)}×{covariance1.GetLength(1)} and "
                + $"{covariance2.GetLength(0)}×{covariance2.GetLength(1)}.");
        }
        using var noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return Between(tensor(mean1), Factor(tensor(covariance1)), tensor(mean2), Factor(tensor(covariance2)));
    }

    /// <summary>Checks that two sets of features can be compared.</summary>
    internal static void RequireComparable(FeatureSet first, FeatureSet second, int least)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Dimension != second.Dimension)
        {
            throw new ArgumentException($"Expected features of one dimension; found {first.Dimension} and {second.Dimension}.");
        }
        if (first.Count < least || second.Count < least)
        {
            throw new ArgumentException($"Expected at least {least} vectors of features in each set; found {first.Count} and {second.Count}.");
        }
    }

    private static double Between(Tensor mean1, Tensor factor1, Tensor mean2, Tensor factor2)
    {
        Tensor roots = linalg.svdvals(factor1.matmul(factor2.transpose(0, 1)));
        Tensor means = (mean1 - mean2).Squared().sum();
        return (means.Plus(factor1.Squared().sum()).Plus(factor2.Squared().sum()) - (roots.sum() * Kept(2))).item<double>();
    }

    // A matrix F with FᵀF = Σ.
    private static Tensor Factor(Tensor covariance)
    {
        (Tensor values, Tensor vectors) = linalg.eigh(covariance);
        return (vectors * values.clamp_min(Kept(0)).sqrt()).transpose(0, 1);
    }

    // The mean and a factor of the covariance, of at most as many rows as there are dimensions: further ones are folded into the triangle that has
    // the same product with itself.
    private static (Tensor Mean, Tensor Factor) Moments(FeatureSet features)
    {
        Tensor mean = zeros([features.Dimension], dtype: ScalarType.Float64);
        for (int start = 0; start < features.Count; start += Rows)
        {
            using DisposeScope scope = NewDisposeScope();
            mean.PlusInPlace(Block(start).sum(dim: 0));
        }
        mean.div_(Kept(features.Count));
        Tensor factor = zeros([0, features.Dimension], dtype: ScalarType.Float64);
        for (int start = 0; start < features.Count; start += Rows)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor rows = cat([factor, Block(start).sub_(mean)]);
            factor.Dispose();
            factor = (rows.shape[0] > features.Dimension ? linalg.qr(rows, linalg.QRMode.R).R : rows).MoveToOuterDisposeScope();
        }
        return (mean, factor.div_(Kept(Math.Sqrt(features.Count - 1))));

        Tensor Block(int start) => features.ToTensor(start, Math.Min(Rows, features.Count - start));
    }
}
