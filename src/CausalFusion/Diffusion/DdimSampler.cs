using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Diffusion;

/// <summary>
/// DDIM (Song et al. 2021, eq. 12 and 16) over the steps of a respaced schedule: x_{t−1} = √ᾱ_{t−1}·x̂₀ + √(1 − ᾱ_{t−1} − σ²)·ε̂ + σ·z with
/// σ = η·√((1 − ᾱ_{t−1})/(1 − ᾱ_t))·√(1 − ᾱ_t/ᾱ_{t−1}) and ᾱ = 1 after the last step. x₀ is not clipped.
/// </summary>
/// <remarks>η = 0 is deterministic; η = 1 is ancestral sampling with the fixed-small variance. The temperature scales z alone.</remarks>
internal sealed class DdimSampler : DiffusionSampler
{
    /// <param name="schedule">The (respaced) schedule to walk down.</param>
    /// <param name="eta">η in [0, 1]: how much of the noise is drawn anew.</param>
    /// <param name="temperature">The factor of the noise that is drawn anew.</param>
    /// <exception cref="ArgumentOutOfRangeException">η is not in [0, 1], or the temperature is negative or not finite.</exception>
    public DdimSampler(NoiseSchedule schedule, double eta = 0, double temperature = 1) : base(schedule, temperature)
    {
        if (!(eta is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(eta), eta, "DDIM's η must lie in [0, 1].");
        }
        Eta = eta;
    }

    /// <summary>How much of the noise is drawn anew.</summary>
    public double Eta { get; }

    /// <inheritdoc/>
    public override bool AddsNoise(int index) => index > 0 && Eta > 0 && Temperature > 0;

    /// <inheritdoc/>
    protected override Tensor Next(Tensor current, in DiffusionPrediction prediction, int index, Tensor? noise)
    {
        double signal = Schedule.AlphasCumprod[index], signalAfter = Schedule.AlphaCumprodPrevious(index);
        double variance = Eta * Eta * (1 - signalAfter) / (1 - signal) * (1 - (signal / signalAfter));
        double ofClean = Math.Sqrt(signalAfter), ofNoise = Math.Sqrt(Math.Max(0, 1 - signalAfter - variance));

        // As x̂₀ and ε̂ are combinations of x_t and the prediction, so is this.
        PredictionConversion conversion = PredictionConversion.At(Schedule, index, prediction.Target);
        double ofCurrent = (ofClean * conversion.CleanOfCurrent) + (ofNoise * conversion.NoiseOfCurrent);
        double ofPrediction = (ofClean * conversion.CleanOfPrediction) + (ofNoise * conversion.NoiseOfPrediction);
        Tensor next = (current * Kept(ofCurrent)).add_(prediction.Value, Kept(ofPrediction));
        return noise is null ? next : next.add_(noise, Kept(Math.Sqrt(variance) * Temperature));
    }
}
