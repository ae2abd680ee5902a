using static TorchSharp.torch;

namespace CausalFusion.Diffusion;

/// <summary>Ancestral sampling (DDPM) with the fixed-large variance and without clipping of x₀ (FACTS.md §4).</summary>
public sealed class DdpmSampler
{
    /// <param name="schedule">The (respaced) schedule to walk down.</param>
    /// <param name="temperature">Scales the noise that each step adds; 1 samples the model's distribution.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is negative or not finite.</exception>
    public DdpmSampler(NoiseSchedule schedule, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (!(temperature >= 0) || !double.IsFinite(temperature))
        {
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature must be finite and not negative.");
        }
        Schedule = schedule;
        Temperature = temperature;
    }

    /// <summary>The schedule.</summary>
    public NoiseSchedule Schedule { get; }

    /// <summary>The factor of the noise.</summary>
    public double Temperature { get; }

    /// <summary>One step from timestep <paramref name="index"/> to the one before.</summary>
    /// <param name="current">x_t, any shape.</param>
    /// <param name="predictedNoise">ε̂, of the same shape.</param>
    /// <param name="index">Index into the schedule; 0 is the last step, which adds no noise.</param>
    /// <param name="noise">Standard normal values of the same shape; not read at index 0, where null is allowed.</param>
    /// <returns>x_{t−1}; the caller owns it.</returns>
    public Tensor Step(Tensor current, Tensor predictedNoise, int index, Tensor? noise)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(predictedNoise);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Schedule.Timesteps);

        // The mean c₁·x₀ + c₂·x_t with x₀ = a·x_t − b·ε̂, as one combination of x_t and ε̂.
        double start = Schedule.PosteriorMeanOfStart(index);
        double ofCurrent = (start * Schedule.ReciprocalSignalScale(index)) + Schedule.PosteriorMeanOfCurrent(index);
        double ofNoise = -start * Schedule.ReciprocalNoiseScale(index);
        using var scope = NewDisposeScope();
        Tensor next = (current * ofCurrent).add_(predictedNoise, ofNoise);
        if (index > 0)
        {
            ArgumentNullException.ThrowIfNull(noise);
            next.add_(noise, Math.Sqrt(Schedule.FixedLargeVariance(index)) * Temperature);
        }
        return next.MoveToOuterDisposeScope();
    }
}
