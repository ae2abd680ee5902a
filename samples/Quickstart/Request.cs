namespace CausalFusion.Samples.Quickstart;

/// <summary>An image that is asked for: the same class and seed give the same image.</summary>
internal sealed class Request
{
    public string Label { get; set; } = "";

    public ulong Seed { get; set; }
}
