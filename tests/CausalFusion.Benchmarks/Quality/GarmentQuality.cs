using CausalFusion.Benchmarks.Garments;

namespace CausalFusion.Benchmarks.Quality;

/// <summary>The figures of a network of garments.</summary>
/// <param name="Name">What the network is called.</param>
/// <param name="Sampling">How it generated.</param>
/// <param name="ClassifierAccuracy">The most that an agreement can mean.</param>
/// <param name="Figures">How good what it generates is.</param>
internal sealed record GarmentQuality(string Name, string Sampling, double ClassifierAccuracy, GarmentFigures Figures);
