namespace CausalFusion.ML.Tests.Data;

/// <summary>A row that asks for an image with a seed.</summary>
public sealed class Request
{
    public string Label { get; set; } = "";

    public ulong Seed { get; set; }
}
