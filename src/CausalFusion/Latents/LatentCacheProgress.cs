namespace CausalFusion.Latents;

/// <summary>How far the encoding of a data set has come.</summary>
/// <param name="FinishedImages">Images that are encoded, those found done included.</param>
/// <param name="Images">Images of the data set.</param>
/// <param name="ImagesPerSecond">Images encoded per second since this run began.</param>
/// <param name="TimeLeft">How long the rest will take at that rate.</param>
public readonly record struct LatentCacheProgress(int FinishedImages, int Images, double ImagesPerSecond, TimeSpan TimeLeft);
