namespace CausalFusion.Benchmarks.Growth;

/// <summary>The time of steps at one value of what varies.</summary>
/// <param name="Varied">What varies.</param>
/// <param name="Value">Its value.</param>
/// <param name="TrainingMilliseconds">The median time of a training step.</param>
/// <param name="SamplingMilliseconds">The median time of a diffusion step with guidance, on average over a walk.</param>
internal sealed record GrowthPoint(string Varied, int Value, double TrainingMilliseconds, double SamplingMilliseconds);
