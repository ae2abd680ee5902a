using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Diffusion;

/// <summary>What a network says of a noised tensor x_t, after guidance.</summary>
/// <param name="Value">The prediction, of the shape of x_t.</param>
/// <param name="Target">What it predicts.</param>
/// <param name="LogVariance">
/// The logarithm of the variance of the step from x_t to x_{t−1}, element by element and of the shape of x_t, where the network has learned it; else
/// null. Ancestral sampling uses it in the place of a fixed variance; the other samplers have no use for it.
/// </param>
internal readonly record struct DiffusionPrediction(Tensor Value, PredictionTarget Target = PredictionTarget.Noise, Tensor? LogVariance = null)
{
    /// <summary>The clean x₀ that the prediction stands for.</summary>
    /// <param name="schedule">The noise schedule.</param>
    /// <param name="current">x_t.</param>
    /// <param name="index">Index into the schedule.</param>
    /// <returns>A new tensor in the caller's dispose scope.</returns>
    public Tensor Clean(NoiseSchedule schedule, Tensor current, int index)
    {
        ArgumentNullException.ThrowIfNull(current);
        PredictionConversion conversion = PredictionConversion.At(schedule, index, Target);
        return Target == PredictionTarget.Clean
            ? Value.clone()
            : (current * Kept(conversion.CleanOfCurrent)).add_(Value, Kept(conversion.CleanOfPrediction));
    }
}
