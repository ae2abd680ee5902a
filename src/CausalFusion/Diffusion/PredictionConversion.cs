namespace CausalFusion.Diffusion;

/// <summary>
/// The clean x₀ and the noise ε that a prediction at one timestep stands for, each as one combination of x_t = α·x₀ + σ·ε and the prediction.
/// </summary>
/// <param name="CleanOfCurrent">The factor of x_t in x₀.</param>
/// <param name="CleanOfPrediction">The factor of the prediction in x₀.</param>
/// <param name="NoiseOfCurrent">The factor of x_t in ε.</param>
/// <param name="NoiseOfPrediction">The factor of the prediction in ε.</param>
internal readonly record struct PredictionConversion(
    double CleanOfCurrent, double CleanOfPrediction, double NoiseOfCurrent, double NoiseOfPrediction)
{
    /// <summary>The conversion of a kind of prediction at a timestep.</summary>
    /// <param name="schedule">The noise schedule.</param>
    /// <param name="index">Index into it.</param>
    /// <param name="target">What is predicted.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such target.</exception>
    public static PredictionConversion At(NoiseSchedule schedule, int index, PredictionTarget target)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        double signal = schedule.SignalScale(index), noise = schedule.NoiseScale(index);
        return target switch
        {
            PredictionTarget.Noise => new(schedule.ReciprocalSignalScale(index), -schedule.ReciprocalNoiseScale(index), 0, 1),
            PredictionTarget.Clean => new(0, 1, 1 / noise, -signal / noise),
            PredictionTarget.Velocity => new(signal, -noise, noise, signal),
            _ => throw new ArgumentOutOfRangeException(nameof(target), target, "expected noise, clean or velocity."),
        };
    }
}
