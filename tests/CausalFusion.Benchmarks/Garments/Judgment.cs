using CausalFusion.Evaluation;

namespace CausalFusion.Benchmarks.Garments;

/// <summary>What a classifier sees of a set of images.</summary>
/// <param name="Features">The features of each.</param>
/// <param name="Pixels">Its pixels, 0 to 1.</param>
/// <param name="Agreement">The share that it sees as what they are to be.</param>
internal sealed record Judgment(FeatureSet Features, FeatureSet Pixels, double Agreement);
