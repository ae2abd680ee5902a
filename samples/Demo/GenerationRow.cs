namespace CausalFusion.Samples.Demo;

/// <summary>An image that is asked for.</summary>
internal sealed class GenerationRow
{
    public string Label { get; set; } = "";

    public ulong Seed { get; set; }
}
