using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Diffusion;

/// <summary>Normal distributions, and their mass on the 256 values that a channel of an image in [−1, 1] can have; in nats.</summary>
internal static class DiscretizedGaussian
{
    private const double HalfStep = 1.0 / 255, Edge = 0.999, SmallestMass = 1e-12;

    /// <summary>KL(N(mean₁, exp(logVariance₁)) ‖ N(mean₂, exp(logVariance₂))), element by element, in the caller's dispose scope.</summary>
    public static Tensor Divergence(Tensor mean1, Tensor logVariance1, Tensor mean2, Tensor logVariance2)
    {
        using var scope = NewDisposeScope();
        Tensor difference = logVariance2 - logVariance1;
        Tensor ofMeans = (mean1 - mean2).Squared() * (-logVariance2).exp();
        return (difference.Plus(-1).Plus((-difference).exp()).Plus(ofMeans) * Kept(0.5)).MoveToOuterDisposeScope();
    }

    /// <summary>The logarithm of the mass within half a step of x; beyond the edges all that lies there counts.</summary>
    /// <param name="x">Values in [−1, 1].</param>
    /// <param name="mean">The mean of each.</param>
    /// <param name="logDeviation">The logarithm of the standard deviation of each.</param>
    /// <returns>Element by element, in the caller's dispose scope.</returns>
    public static Tensor LogLikelihood(Tensor x, Tensor mean, Tensor logDeviation)
    {
        using var scope = NewDisposeScope();
        Tensor centered = x - mean, precision = (-logDeviation).exp();
        Tensor below = Cumulative(centered.Plus(HalfStep) * precision), under = Cumulative(centered.Plus(-HalfStep) * precision);
        Tensor inside = where(x > Kept(Edge), LogMass((-under).Plus(1)), LogMass(below - under));
        return where(x < Kept(-Edge), LogMass(below), inside).MoveToOuterDisposeScope();
    }

    /// <summary>The normal distribution function by its tanh approximation, as the published code has it.</summary>
    private static Tensor Cumulative(Tensor z) => (z.Plus(z.pow(Kept(3)) * Kept(0.044715)) * Kept(Math.Sqrt(2 / Math.PI))).tanh().Plus(1) * Kept(0.5);

    private static Tensor LogMass(Tensor mass) => mass.clamp(min: Kept(SmallestMass)).log();
}
