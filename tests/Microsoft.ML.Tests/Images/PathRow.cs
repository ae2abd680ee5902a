namespace Microsoft.ML.Tests.Images;

/// <summary>A row of one text.</summary>
internal sealed class PathRow
{
    public string Path { get; set; } = "";
}
