using CausalFusion.Native;
using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Diffusion;

/// <summary>
/// The variance of the reverse steps as a network learns it (Nichol &amp; Dhariwal 2021; DiT): behind the noise it predicts a value v for each
/// element, and the logarithm of the variance lies between log β̃ (v = −1) and log β (v = 1).
/// </summary>
internal static class LearnedVariance
{
    /// <summary>Reads the output of a network for a step of a sampler.</summary>
    /// <param name="output">Noise and values, shape (N, 2C, …).</param>
    /// <param name="schedule">The (respaced) schedule that the sampler walks down.</param>
    /// <param name="index">Index into it.</param>
    /// <returns>The predicted noise and log-variance, each (N, C, …), in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The channels cannot be halved.</exception>
    public static DiffusionPrediction Prediction(Tensor output, NoiseSchedule schedule, int index)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        (Tensor noise, Tensor values) = Split(output);
        double smallest = schedule.PosteriorLogVariance(index), largest = Math.Log(schedule.Betas[index]);
        return new DiffusionPrediction(noise, LogVariance: Interpolate(values, smallest, largest));
    }

    /// <summary>The training loss: the mean squared error of the noise, and the variational bound, in which only the variance is learned.</summary>
    /// <param name="output">What the network predicts for x_t: noise and values, shape (N, 2C, …).</param>
    /// <param name="clean">x₀ in [−1, 1], shape (N, C, …).</param>
    /// <param name="noised">x_t, of the same shape.</param>
    /// <param name="noise">ε, of the same shape.</param>
    /// <param name="schedule">The noise schedule.</param>
    /// <param name="timesteps">One index into the schedule for each sample.</param>
    /// <returns>The loss of each sample, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The channels cannot be halved, or a timestep is missing or out of range.</exception>
    public static LearnedVarianceLoss Loss(
        Tensor output, Tensor clean, Tensor noised, Tensor noise, NoiseSchedule schedule, ReadOnlySpan<int> timesteps)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(noised);
        ArgumentNullException.ThrowIfNull(noise);
        ArgumentNullException.ThrowIfNull(schedule);
        using var scope = NewDisposeScope();
        (Tensor predicted, Tensor values) = Split(output);
        Tensor error = MeanOfSamples((predicted - noise).Squared());
        Tensor bound = Bound(predicted.detach(), values, clean, noised, new StepTables(schedule, timesteps, clean));
        return new LearnedVarianceLoss(error.MoveToOuterDisposeScope(), bound.MoveToOuterDisposeScope());
    }

    /// <summary>
    /// The term of the variational bound of each sample in bits per element: the divergence of the step from the true posterior; at the first
    /// timestep, the likelihood of x₀.
    /// </summary>
    private static Tensor Bound(Tensor predictedNoise, Tensor values, Tensor clean, Tensor noised, StepTables tables)
    {
        Tensor predictedClean = (noised * tables.Of((s, i) => PredictionConversion.At(s, i, PredictionTarget.Noise).CleanOfCurrent))
            .Plus(predictedNoise * tables.Of((s, i) => PredictionConversion.At(s, i, PredictionTarget.Noise).CleanOfPrediction));
        Tensor ofClean = tables.Of((s, i) => s.PosteriorMeanOfStart(i)), fromNoised = noised * tables.Of((s, i) => s.PosteriorMeanOfCurrent(i));
        Tensor trueMean = (clean * ofClean).Plus(fromNoised), mean = (predictedClean * ofClean).Plus(fromNoised);
        Tensor trueLogVariance = tables.Of((s, i) => s.PosteriorLogVariance(i));
        Tensor logVariance = Interpolate(values, trueLogVariance, tables.Of((s, i) => Math.Log(s.Betas[i])));

        Tensor divergence = DiscretizedGaussian.Divergence(trueMean, trueLogVariance, mean, logVariance);
        Tensor surprise = -DiscretizedGaussian.LogLikelihood(clean, mean, logVariance * Kept(0.5));
        return where(tables.IsFirst, MeanOfSamples(surprise), MeanOfSamples(divergence)) / Kept(Math.Log(2));
    }

    private static (Tensor Noise, Tensor Values) Split(Tensor output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (output.shape.Length < 2 || output.shape[1] % 2 != 0)
        {
            throw new ArgumentException(
                $"Expected the channels of the noise, then as many of the variance; found the shape ({string.Join(", ", output.shape)}).",
                nameof(output));
        }
        long channels = output.shape[1] / 2;
        return (output.narrow(1, 0, channels), output.narrow(1, channels, channels));
    }

    /// <summary>smallest + (v + 1)/2 · (largest − smallest).</summary>
    private static Tensor Interpolate(Tensor values, double smallest, double largest) =>
        (values.Plus(1) * Kept((largest - smallest) / 2)).PlusInPlace(smallest);

    private static Tensor Interpolate(Tensor values, Tensor smallest, Tensor largest)
    {
        Tensor share = values.Plus(1) / Kept(2);
        return (share * largest).Plus((-share).Plus(1) * smallest);
    }

    private static Tensor MeanOfSamples(Tensor x) => x.flatten(1).mean([1]);

    /// <summary>Values of a schedule at each sample's timestep, shaped to be multiplied with a batch.</summary>
    private readonly ref struct StepTables(NoiseSchedule schedule, ReadOnlySpan<int> timesteps, Tensor batch)
    {
        private readonly ReadOnlySpan<int> _timesteps = timesteps;

        public Tensor IsFirst => tensor(_timesteps.ToArray().Select(t => t == 0).ToArray()).SentTo(batch.device);

        public Tensor Of(Func<NoiseSchedule, int, double> value) => GaussianDiffusion.AtTimesteps(schedule, value, _timesteps, batch);
    }
}
