namespace CausalFusion.Benchmarks.Targets;

/// <summary>How the pairs are compared.</summary>
/// <param name="Pairs">Those to compare.</param>
/// <param name="Steps">Steps of each training.</param>
/// <param name="Samples">Images that are generated for each, a multiple of the classes.</param>
/// <param name="Guidance">The guidance scale.</param>
/// <param name="Seed">The seed of everything.</param>
/// <param name="Folder">Where checkpoints and results go.</param>
internal sealed record TargetSettings(IReadOnlyList<TargetPair> Pairs, int Steps, int Samples, double Guidance, ulong Seed, string Folder);
