using System.Text.Json.Serialization;

namespace CausalFusion.Benchmarks;

/// <summary>What came of a row.</summary>
/// <param name="Name">The row.</param>
/// <param name="Unit">The unit of both sides.</param>
/// <param name="Ours">The median of our repeats.</param>
/// <param name="Reference">The median of the other side's repeats.</param>
/// <param name="Ratio">The median of the ratios of neighboring repeats; above 1 ours is better.</param>
/// <param name="RatioMin">The smallest of them.</param>
/// <param name="RatioMax">The largest of them.</param>
/// <param name="OursBest">Our best repeat.</param>
/// <param name="ReferenceBest">The other side's best repeat.</param>
/// <param name="Repeats">Number of repeats of each side.</param>
/// <param name="Target">The ratio to reach.</param>
/// <param name="Work">What each side did.</param>
internal sealed record RowResult(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("unit")] string Unit,
    [property: JsonPropertyName("ours")] double Ours,
    [property: JsonPropertyName("reference")] double Reference,
    [property: JsonPropertyName("ratio")] double Ratio,
    [property: JsonPropertyName("ratioMin")] double RatioMin,
    [property: JsonPropertyName("ratioMax")] double RatioMax,
    [property: JsonPropertyName("oursBest")] double OursBest,
    [property: JsonPropertyName("referenceBest")] double ReferenceBest,
    [property: JsonPropertyName("repeats")] int Repeats,
    [property: JsonPropertyName("target")] double Target,
    [property: JsonPropertyName("work")] string Work);
