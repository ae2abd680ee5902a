using System.Text.Json.Serialization;

namespace CausalFusion.Gpu;

/// <summary>A row of the table, and of the file.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Ours">The median of our repeats.</param>
/// <param name="Least">The smallest of them.</param>
/// <param name="Reference">The median of the reference's; null where it was not measured.</param>
/// <param name="Ratio">Above 1 ours is better; null without a reference.</param>
/// <param name="Repeats">Number of repeats of each.</param>
/// <param name="PeakMB">Our peak of memory, in MB: on the GPU, or in a dry run the process's.</param>
internal sealed record TableRow(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("unit")] string Unit,
    [property: JsonPropertyName("ours")] double Ours,
    [property: JsonPropertyName("min")] double Least,
    [property: JsonPropertyName("reference")] double? Reference,
    [property: JsonPropertyName("ratio")] double? Ratio,
    [property: JsonPropertyName("repeats")] int Repeats,
    [property: JsonPropertyName("peakMB")] double PeakMB);
