using System.Text.Json.Serialization;

namespace CausalFusion.Samples.Demo;

/// <summary>The demo's figures, as summary.json holds them.</summary>
internal sealed record DemoSummary
{
    [JsonPropertyName("parameters")]
    public long Parameters { get; init; }

    [JsonPropertyName("trainImagesPerSecond")]
    public double TrainImagesPerSecond { get; init; }

    [JsonPropertyName("sampleImagesPerSecond")]
    public double SampleImagesPerSecond { get; init; }

    [JsonPropertyName("probeAccuracy")]
    public double ProbeAccuracy { get; init; }

    [JsonPropertyName("pixelProbeAccuracy")]
    public double PixelProbeAccuracy { get; init; }

    [JsonPropertyName("classAgreement")]
    public double ClassAgreement { get; init; }

    [JsonPropertyName("peakMemoryMB")]
    public double PeakMemoryMB { get; init; }

    [JsonPropertyName("finalLoss")]
    public double FinalLoss { get; init; }
}
