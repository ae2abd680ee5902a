using CausalFusion.Benchmarks.Garments;

namespace CausalFusion.Benchmarks.Targets;

/// <summary>What one pair came to.</summary>
/// <param name="Pair">What is predicted, and what its error is measured in: <c>clean:velocity</c>.</param>
/// <param name="Seed">The seed of the weights and of the training.</param>
/// <param name="Steps">The steps that it was trained for.</param>
/// <param name="Guidance">The guidance scale that they were generated with.</param>
/// <param name="FinalLoss">
/// The mean loss of the last 100 steps, each pair's in its own measure; null where the training was over when this was measured.
/// </param>
/// <param name="Figures">How good what it generates is.</param>
internal sealed record TargetResult(string Pair, ulong Seed, int Steps, double Guidance, double? FinalLoss, GarmentFigures Figures);
