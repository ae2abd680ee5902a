namespace CausalFusion.Samples.Demo.Text;

/// <summary>A caption and what it should say.</summary>
internal sealed class CaptionRow
{
    public required string Caption { get; init; }

    public required string[] References { get; init; }
}
