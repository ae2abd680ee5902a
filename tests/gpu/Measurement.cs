using System.Text.Json.Serialization;

namespace CausalFusion.Gpu;

/// <summary>What a row's process tells: repeats of one piece of work.</summary>
/// <param name="Unit">The unit of the values; more is better.</param>
/// <param name="Values">A value for each repeat.</param>
/// <param name="PeakMB">The most memory that the process had on the host, in MB.</param>
internal sealed record Measurement(
    [property: JsonPropertyName("unit")] string Unit,
    [property: JsonPropertyName("values")] double[] Values,
    [property: JsonPropertyName("peakMB")] double PeakMB)
{
    /// <summary>The median of the repeats.</summary>
    public double Median
    {
        get
        {
            double[] sorted = [.. Values.Order()];
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }
}
