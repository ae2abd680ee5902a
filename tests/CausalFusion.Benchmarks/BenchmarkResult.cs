using System.Text.Json.Serialization;

namespace CausalFusion.Benchmarks;

/// <summary>One figure of ours beside the reference's.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Ours">The median of our repeats.</param>
/// <param name="Reference">The median of the reference's repeats.</param>
/// <param name="Ratio">The median of the ratios of neighboring repeats; above 1 ours is better.</param>
/// <param name="Repeats">Number of repeats of each.</param>
internal sealed record BenchmarkResult(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("unit")] string Unit,
    [property: JsonPropertyName("ours")] double Ours,
    [property: JsonPropertyName("reference")] double Reference,
    [property: JsonPropertyName("ratio")] double Ratio,
    [property: JsonPropertyName("repeats")] int Repeats);
