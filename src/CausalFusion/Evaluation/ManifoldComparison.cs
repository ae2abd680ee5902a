using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Evaluation;

/// <summary>
/// How two sets of features cover each other, where the manifold of a set is the union of balls around its vectors, each as large as the distance to the vector's k-th nearest
/// neighbour in its own set: precision and recall (Kynkäänniemi et al., 2019), density and coverage (Naeem et al., 2020).
/// </summary>
/// <param name="Precision">The share of generated vectors that lie in the manifold of the real ones, 0 to 1: fidelity.</param>
/// <param name="Recall">The share of real vectors that lie in the manifold of the generated ones, 0 to 1: variety.</param>
/// <param name="Density">How many real balls a generated vector lies in on average, over k: fidelity that outliers do not raise. At least 0; about 1 for equal distributions.</param>
/// <param name="Coverage">The share of real balls with a generated vector in them, 0 to 1: variety that outliers do not raise.</param>
public sealed record ManifoldComparison(double Precision, double Recall, double Density, double Coverage)
{
    /// <summary>The number of neighbours that balls reach to, unless told otherwise.</summary>
    public const int DefaultNeighbours = 5;

    // Distances of this many vectors to all others are in memory at once.
    private const int Rows = 1024;

    /// <summary>Compares two sets. Euclidean distances in float64; time grows with the product of the numbers of vectors.</summary>
    /// <param name="real">More vectors than <paramref name="neighbours"/>.</param>
    /// <param name="generated">More vectors than <paramref name="neighbours"/>, of the same dimension.</param>
    /// <param name="neighbours">k, at least 1. Default 5.</param>
    /// <exception cref="ArgumentException">The dimensions differ, or a set is too small.</exception>
    public static ManifoldComparison Between(FeatureSet real, FeatureSet generated, int neighbours = DefaultNeighbours)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbours, 1);
        FrechetDistance.RequireComparable(real, generated, neighbours + 1);
        using var noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor reals = real.ToTensor(), fakes = generated.ToTensor();

        // Distances come from products, which lose digits to a mean that all vectors share.
        Tensor mean = reals.mean([0L]);
        reals = reals - mean;
        fakes = fakes - mean;
        Tensor realRadius = Radii(reals, neighbours), fakeRadius = Radii(fakes, neighbours); // squared, (N) and (M)

        double inReal = 0, balls = 0;
        Tensor nearest = full_like(realRadius, double.PositiveInfinity);
        Tensor isRecalled = zeros_like(realRadius);
        for (int start = 0; start < generated.Count; start += Rows)
        {
            using DisposeScope block = NewDisposeScope();
            int count = Math.Min(Rows, generated.Count - start);
            Tensor distances = SquaredDistances(fakes.narrow(0, start, count), reals); // (count, N)
            Tensor hits = (distances <= realRadius).to(ScalarType.Float64);
            balls += hits.sum().item<double>();
            inReal += hits.amax([1L]).sum().item<double>();
            nearest.copy_(minimum(nearest, distances.amin([0L])));
            Tensor recalls = (distances <= fakeRadius.narrow(0, start, count).unsqueeze(1)).to(ScalarType.Float64);
            isRecalled.copy_(maximum(isRecalled, recalls.amax([0L])));
        }
        return new ManifoldComparison(
            inReal / generated.Count,
            isRecalled.sum().item<double>() / real.Count,
            balls / ((double)neighbours * generated.Count),
            (nearest <= realRadius).to(ScalarType.Float64).sum().item<double>() / real.Count);
    }

    // The squared distance to the k-th nearest neighbour, where the nearest of all is the vector itself.
    private static Tensor Radii(Tensor vectors, int neighbours)
    {
        Tensor radii = zeros([vectors.shape[0]], dtype: ScalarType.Float64);
        for (long start = 0; start < vectors.shape[0]; start += Rows)
        {
            using DisposeScope block = NewDisposeScope();
            long count = Math.Min(Rows, vectors.shape[0] - start);
            Tensor distances = SquaredDistances(vectors.narrow(0, start, count), vectors);
            radii.narrow(0, start, count).copy_(distances.kthvalue(neighbours + 1, 1).Item1);
        }
        return radii;
    }

    private static Tensor SquaredDistances(Tensor from, Tensor to)
    {
        Tensor squares = from.square().sum(1, keepdim: true) + to.square().sum(1, keepdim: true).transpose(0, 1);
        return (squares - (2 * from.matmul(to.transpose(0, 1)))).clamp_min(0);
    }
}
