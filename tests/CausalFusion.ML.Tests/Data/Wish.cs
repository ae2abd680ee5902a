namespace CausalFusion.ML.Tests.Data;

/// <summary>A row that asks for an image without a seed.</summary>
public sealed class Wish
{
    public string Label { get; set; } = "";
}
