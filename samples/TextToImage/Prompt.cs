namespace CausalFusion.Samples.TextToImage;

/// <summary>An image that is asked for: the same text and seed give the same image.</summary>
internal sealed class Prompt
{
    public string Text { get; set; } = "";

    public ulong Seed { get; set; }
}
