using CausalFusion.Generation;

namespace CausalFusion.Benchmarks.Quality;

/// <summary>What is judged, and how.</summary>
/// <param name="Name">What the network is called in the figures.</param>
/// <param name="Path">Its file.</param>
/// <param name="Samples">Images that are generated: a multiple of the classes, or at most as many as there are held-out emoji.</param>
/// <param name="Generation">How it generates.</param>
/// <param name="Emoji">The folder of the npm package whose held-out emoji a network is judged by; null for garments.</param>
/// <param name="Output">The file of the figures; others go beside it.</param>
internal sealed record QualitySettings(string Name, string Path, int Samples, GenerationOptions Generation, string? Emoji, string Output);
