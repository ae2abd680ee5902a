namespace CausalFusion.Benchmarks.Targets;

/// <summary>What one pair came to.</summary>
/// <param name="Pair">What is predicted, and what its error is measured in: <c>clean:velocity</c>.</param>
/// <param name="Seed">The seed of the weights and of the training.</param>
/// <param name="Steps">The steps that it was trained for.</param>
/// <param name="Samples">The number of generated images.</param>
/// <param name="Guidance">The guidance scale that they were generated with.</param>
/// <param name="FinalLoss">
/// The mean loss of the last 100 steps, each pair's in its own measure; null where the training was over when this was measured.
/// </param>
/// <param name="Fid">The Fréchet distance to the test set by the classifier's features.</param>
/// <param name="PixelDistance">The same by raw pixels, 0 to 1.</param>
/// <param name="Precision">The share of generated images that look real, by the same features.</param>
/// <param name="Recall">The share of real images that could have been generated.</param>
/// <param name="Agreement">The share of generated images that the classifier sees as what was asked for.</param>
internal sealed record TargetResult(
    string Pair, ulong Seed, int Steps, int Samples, double Guidance, double? FinalLoss, double Fid, double PixelDistance, double Precision,
    double Recall, double Agreement);
