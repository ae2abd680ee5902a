namespace CausalFusion.Samples.Demo.Shipped;

/// <summary>An image that is asked for by text.</summary>
internal sealed class PromptRow
{
    public string Prompt { get; set; } = "";

    public ulong Seed { get; set; }
}
