using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Diffusion;

/// <summary>
/// Ancestral sampling (DDPM, Ho et al. 2020), without clipping of x₀: x_{t−1} = c₁·x̂₀ + c₂·x_t + σ·z, the mean of q(x_{t−1} | x_t, x̂₀)
/// and noise of a fixed variance, or of the one that the network has learned.
/// </summary>
internal sealed class DdpmSampler : DiffusionSampler
{
    /// <param name="schedule">The (respaced) schedule to walk down.</param>
    /// <param name="temperature">The factor of the noise.</param>
    /// <param name="variance">The variance where a prediction brings none of its own.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is negative or not finite.</exception>
    public DdpmSampler(
        NoiseSchedule schedule, double temperature = 1, DdpmVariance variance = DdpmVariance.FixedLarge) : base(schedule, temperature) =>
        Variance = variance;

    /// <summary>The variance where a prediction brings none of its own.</summary>
    public DdpmVariance Variance { get; }

    /// <inheritdoc/>
    public override bool AddsNoise(int index) => index > 0 && Temperature > 0;

    /// <inheritdoc/>
    protected override Tensor Next(Tensor current, in DiffusionPrediction prediction, int index, Tensor? noise)
    {
        // As x̂₀ is a combination of x_t and the prediction, so is the mean c₁·x̂₀ + c₂·x_t.
        PredictionConversion conversion = PredictionConversion.At(Schedule, index, prediction.Target);
        double ofStart = Schedule.PosteriorMeanOfStart(index), ofPrediction = ofStart * conversion.CleanOfPrediction;
        double ofCurrent = (ofStart * conversion.CleanOfCurrent) + Schedule.PosteriorMeanOfCurrent(index);
        Tensor next = (current * Kept(ofCurrent)).add_(prediction.Value, Kept(ofPrediction));
        if (noise is null)
        {
            return next;
        }
        if (prediction.LogVariance is { } logVariance)
        {
            return next.add_((logVariance * Kept(0.5)).exp_().mul_(noise), Kept(Temperature));
        }
        double variance = Variance == DdpmVariance.FixedLarge ? Schedule.FixedLargeVariance(index) : Schedule.PosteriorVariance(index);
        return next.add_(noise, Kept(Math.Sqrt(variance) * Temperature));
    }
}
