namespace CausalFusion.Benchmarks.Garments;

/// <summary>How good generated garments are.</summary>
/// <param name="Samples">The number of generated images.</param>
/// <param name="Fid">The Fréchet distance to the test set by the classifier's features.</param>
/// <param name="PixelDistance">The same by raw pixels, 0 to 1.</param>
/// <param name="Precision">The share of generated images that look real, by the same features.</param>
/// <param name="Recall">The share of real images that could have been generated.</param>
/// <param name="Agreement">The share of generated images that the classifier sees as what was asked for.</param>
internal sealed record GarmentFigures(int Samples, double Fid, double PixelDistance, double Precision, double Recall, double Agreement);
