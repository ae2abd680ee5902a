namespace CausalFusion.Benchmarks.Growth;

/// <summary>The time of steps at one value of what varies.</summary>
/// <param name="Varied">What varies.</param>
/// <param name="Value">Its value.</param>
/// <param name="TrainingMilliseconds">The median time of a training step.</param>
/// <param name="SamplingMilliseconds">
/// The median time of one guided diffusion step of each AR step; a fifth of what takes finished tokens into the cache is in it.
/// </param>
internal sealed record GrowthPoint(string Varied, int Value, double TrainingMilliseconds, double SamplingMilliseconds);
