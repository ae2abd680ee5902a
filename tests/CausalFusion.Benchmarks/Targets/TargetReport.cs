namespace CausalFusion.Benchmarks.Targets;

/// <summary>The comparison as it is written.</summary>
/// <param name="ClassifierAccuracy">The share of the test set that the classifier sees as what it is: the most that an agreement can mean.</param>
/// <param name="Parameters">Parameters of each network.</param>
/// <param name="Pairs">The pairs that are done.</param>
internal sealed record TargetReport(double ClassifierAccuracy, long Parameters, IReadOnlyList<TargetResult> Pairs);
