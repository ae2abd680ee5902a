using static TorchSharp.torch;

namespace CausalFusion.Diffusion;

/// <summary>One walk down a noise schedule, from noise to data: given what the network predicts at each timestep, where to go next.</summary>
/// <remarks>
/// A sampler may remember its last steps, so it serves one walk (one AR step of one batch), whose steps come in order: indices <c>Timesteps − 1</c>
/// to 0. Samplers know no network; it is told the training timestep <see cref="NoiseSchedule.TimestepMap"/>[index]. <see cref="SamplerMethod.Begin"/>
/// makes them.
/// </remarks>
internal abstract class DiffusionSampler : IDisposable
{
    /// <param name="schedule">The (respaced) schedule to walk down.</param>
    /// <param name="temperature">The factor of every noise that is added on the way; 1 samples the model's distribution, 0 adds none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is negative or not finite.</exception>
    protected DiffusionSampler(NoiseSchedule schedule, double temperature)
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

    /// <summary>The factor of the noise that is added.</summary>
    public double Temperature { get; }

    /// <summary>Whether the step from a timestep reads its noise. No sampler adds noise at index 0.</summary>
    /// <param name="index">Index into the schedule.</param>
    public abstract bool AddsNoise(int index);

    /// <summary>One step from timestep <paramref name="index"/> to the one before; from index 0 to clean data.</summary>
    /// <param name="current">x_t, any shape.</param>
    /// <param name="prediction">What the network predicts for it.</param>
    /// <param name="index">Index into the schedule.</param>
    /// <param name="noise">Standard normal values of the shape of x_t; null where <see cref="AddsNoise"/> says that they are not read.</param>
    /// <returns>x_{t−1}; the caller owns it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The schedule has no such index.</exception>
    /// <exception cref="ArgumentNullException">Noise is needed and missing.</exception>
    public Tensor Step(Tensor current, in DiffusionPrediction prediction, int index, Tensor? noise)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(prediction.Value, nameof(prediction));
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Schedule.Timesteps);
        if (!AddsNoise(index))
        {
            noise = null;
        }
        else
        {
            ArgumentNullException.ThrowIfNull(noise);
        }
        using var scope = NewDisposeScope();
        return Next(current, prediction, index, noise).MoveToOuterDisposeScope();
    }

    /// <summary>Frees what the walk remembers.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The step itself, within a dispose scope of its own.</summary>
    /// <param name="current">x_t.</param>
    /// <param name="prediction">What the network predicts for it.</param>
    /// <param name="index">Index into the schedule, in range.</param>
    /// <param name="noise">The noise; null if and only if none is added.</param>
    /// <returns>x_{t−1}, a new tensor.</returns>
    protected abstract Tensor Next(Tensor current, in DiffusionPrediction prediction, int index, Tensor? noise);

    /// <summary>Frees what the walk remembers.</summary>
    /// <param name="disposing">True where <see cref="Dispose()"/> calls.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
