using CausalFusion.Native;
using static TorchSharp.torch;

namespace CausalFusion.Diffusion;

/// <summary>The squared error of predictions, measured in what is predicted or in another of the three (Li and He 2025, Table 1).</summary>
/// <remarks>
/// x_t is known, so an error in one of ε, x₀ and v is an error in each of the others. With the scales s(ε) = α, s(x₀) = σ and s(v) = 1, the error in
/// m is s(m)/s(p) times that in what is predicted, p: α/σ and 1/σ times the error of x₀, σ/α and 1/α times that of ε, σ and α times that of v. To
/// measure elsewhere is therefore to weigh the squared error by timestep.
/// <para>
/// s(p) goes to 0 at one end of the schedule: σ for x₀ where there is no noise, α for ε where there is nothing else. It is divided by at least
/// <see cref="SmallestDivisor"/>, which that paper takes for the 1 − t of its straight path t·x₀ + (1 − t)·ε. Where there is little noise, α is 1 to
/// a thousandth, the paths agree, and so does the bound: of the default schedule's 1,000 timesteps it holds the first 11 (and for ε, where α is
/// small, the last 231).
/// </para>
/// <para>
/// The weights are not brought to a mean of 1. The loss is so the mean squared error in the space that is named, whatever is predicted: losses of
/// different networks compare, and the loss of texts stands beside one of the size that the paper weighs it for.
/// </para>
/// </remarks>
internal static class PredictionLoss
{
    /// <summary>The smallest number that an error is divided by where it is measured elsewhere.</summary>
    public const double SmallestDivisor = 0.05;

    /// <summary>The squared error of each value.</summary>
    /// <param name="predicted">The predictions, float32, shape (N, …).</param>
    /// <param name="clean">x₀, of the same shape.</param>
    /// <param name="noise">ε, of the same shape.</param>
    /// <param name="target">What is predicted.</param>
    /// <param name="measured">What the error is measured in; what is predicted where null.</param>
    /// <param name="schedule">The noise schedule.</param>
    /// <param name="timesteps">One index into it for each of the N.</param>
    /// <returns>Of the same shape, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The number of timesteps is not N, or one is out of range.</exception>
    public static Tensor SquaredErrors(
        Tensor predicted, Tensor clean, Tensor noise, PredictionTarget target, PredictionTarget? measured, NoiseSchedule schedule,
        ReadOnlySpan<int> timesteps)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        using var scope = NewDisposeScope();
        Tensor truth = target switch
        {
            PredictionTarget.Noise => noise,
            PredictionTarget.Clean => clean,
            PredictionTarget.Velocity => GaussianDiffusion.Velocity(schedule, clean, noise, timesteps),
            _ => throw new ArgumentOutOfRangeException(nameof(target), target, "expected noise, clean or velocity."),
        };
        Tensor errors = (predicted - truth).Squared();
        if (measured is { } other && other != target)
        {
            errors *= GaussianDiffusion.AtTimesteps(schedule, (s, i) => Weight(s, i, target, other), timesteps, errors);
        }
        return errors.MoveToOuterDisposeScope();
    }

    /// <summary>How many times the squared error of a prediction the squared error in another space is.</summary>
    /// <param name="schedule">The noise schedule.</param>
    /// <param name="index">Index into it.</param>
    /// <param name="target">What is predicted.</param>
    /// <param name="measured">What the error is measured in.</param>
    /// <returns>At most 400.</returns>
    public static double Weight(NoiseSchedule schedule, int index, PredictionTarget target, PredictionTarget measured)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (target == measured)
        {
            return 1;
        }
        double factor = Scale(schedule, index, measured) / Math.Max(Scale(schedule, index, target), SmallestDivisor);
        return factor * factor;
    }

    /// <summary>The size of an error in a space where that of the velocity is 1.</summary>
    private static double Scale(NoiseSchedule schedule, int index, PredictionTarget space) => space switch
    {
        PredictionTarget.Noise => schedule.SignalScale(index),
        PredictionTarget.Clean => schedule.NoiseScale(index),
        PredictionTarget.Velocity => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(space), space, "expected noise, clean or velocity."),
    };
}
