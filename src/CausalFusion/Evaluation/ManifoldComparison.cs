using TorchSharp;
using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Evaluation;

/// <summary>
/// How two sets of features cover each other, where the manifold of a set is the union of balls around its vectors, each as large as the distance to
/// the vector's k-th nearest neighbor in its own set: precision and recall (Kynkäänniemi et al., 2019), density and coverage (Naeem et al., 2020).
/// </summary>
/// <param name="Precision">The share of generated vectors that lie in the manifold of the real ones, 0 to 1: fidelity.</param>
/// <param name="Recall">The share of real vectors that lie in the manifold of the generated ones, 0 to 1: variety.</param>
/// <param name="Density">
/// How many real balls a generated vector lies in on average, over k: fidelity that outliers do not raise. At least 0; about 1 for equal
/// distributions.
/// </param>
/// <param name="Coverage">The share of real balls with a generated vector in them, 0 to 1: variety that outliers do not raise.</param>
internal sealed record ManifoldComparison(double Precision, double Recall, double Density, double Coverage)
{
    /// <summary>The number of neighbors that balls reach to, unless told otherwise.</summary>
    public const int DefaultNeighbors = 5;

    // Distances of this many vectors to all others are in memory at once.
    private const int Rows = 512;

    // What rounding may do: vectors whose squared distance is this small a share of their squared length are equal, and a ball reaches this share
    // further.
    private const double Equal = 1e-12, Slack = 1e-9;

    /// <summary>
    /// Compares two sets. Euclidean distances in float64; a ball has its border, and vectors that differ by a millionth or less are equal. Time grows
    /// with the product of the numbers of vectors.
    /// </summary>
    /// <param name="real">More vectors than <paramref name="neighbors"/>.</param>
    /// <param name="generated">More vectors than <paramref name="neighbors"/>, of the same dimension.</param>
    /// <param name="neighbors">k, at least 1. Default 5.</param>
    /// <exception cref="ArgumentException">The dimensions differ, or a set is too small.</exception>
    public static ManifoldComparison Between(FeatureSet real, FeatureSet generated, int neighbors = DefaultNeighbors)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbors, 1);
        FrechetDistance.RequireComparable(real, generated, neighbors + 1);
        using var noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();

        // Distances come from products, which lose digits to a mean that all vectors share.
        Tensor reals = real.ToTensor();
        Tensor mean = reals.mean([0L]);
        reals.sub_(mean);
        Tensor fakes = generated.ToTensor().sub_(mean);
        Tensor realSquares = Squares(reals), fakeSquares = Squares(fakes); // (N) and (M)
        Tensor realRadius = Radii(reals, realSquares, neighbors), fakeRadius = Radii(fakes, fakeSquares, neighbors); // squared, (N) and (M)

        long inReal = 0, balls = 0;
        Tensor nearest = full_like(realRadius, Kept(double.PositiveInfinity));
        Tensor isRecalled = zeros([real.Count], dtype: ScalarType.Bool);
        for (int start = 0; start < generated.Count; start += Rows)
        {
            using DisposeScope block = NewDisposeScope();
            int count = Math.Min(Rows, generated.Count - start);
            Tensor distances = SquaredDistances(fakes, fakeSquares, start, count, reals, realSquares); // (count, N)
            Tensor hits = distances <= realRadius;
            balls += hits.sum().item<long>();
            inReal += hits.any(1).sum().item<long>();
            nearest.copy_(minimum(nearest, distances.amin([0L])));
            isRecalled.logical_or_((distances <= fakeRadius.narrow(0, start, count).unsqueeze(1)).any(0));
        }
        return new ManifoldComparison(
            (double)inReal / generated.Count,
            (double)isRecalled.sum().item<long>() / real.Count,
            balls / ((double)neighbors * generated.Count),
            (double)(nearest <= realRadius).sum().item<long>() / real.Count);
    }

    // The squared distance to the k-th nearest neighbor, where the nearest of all is the vector itself.
    private static Tensor Radii(Tensor vectors, Tensor squares, int neighbors)
    {
        Tensor radii = zeros_like(squares);
        int all = (int)vectors.shape[0];
        for (int start = 0; start < all; start += Rows)
        {
            using DisposeScope block = NewDisposeScope();
            int count = Math.Min(Rows, all - start);
            Tensor distances = SquaredDistances(vectors, squares, start, count, vectors, squares);
            radii.narrow(0, start, count).copy_(distances.kthvalue(neighbors + 1, 1).Item1);
        }
        return radii.mul_(Kept(1 + Slack));
    }

    private static Tensor Squares(Tensor vectors)
    {
        Tensor squares = zeros([vectors.shape[0]], dtype: ScalarType.Float64);
        for (long start = 0; start < vectors.shape[0]; start += Rows)
        {
            using DisposeScope block = NewDisposeScope();
            long count = Math.Min(Rows, vectors.shape[0] - start);
            squares.narrow(0, start, count).copy_(vectors.narrow(0, start, count).Squared().sum(1));
        }
        return squares;
    }

    // From some of the vectors to all others: |x|² − 2xy + |y|².
    private static Tensor SquaredDistances(Tensor from, Tensor fromSquares, int start, int count, Tensor to, Tensor toSquares)
    {
        Tensor squares = fromSquares.narrow(0, start, count).unsqueeze(1);
        Tensor distances = from.narrow(0, start, count).matmul(to.transpose(0, 1)).mul_(Kept(-2)).PlusInPlace(squares).PlusInPlace(toSquares);
        return distances.masked_fill_(distances <= squares * Kept(Equal), Kept(0));
    }
}
