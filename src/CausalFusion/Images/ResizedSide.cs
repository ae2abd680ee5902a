namespace CausalFusion.Images;

/// <summary>A part of one side of a resized image.</summary>
/// <param name="Length">Pixels of the whole side.</param>
/// <param name="First">The first pixel of the part.</param>
/// <param name="Count">Pixels of the part.</param>
internal readonly record struct ResizedSide(long Length, long First, int Count)
{
    /// <summary>All of a side.</summary>
    public static ResizedSide Whole(int length) => new(length, 0, length);

    /// <summary>The middle of a side.</summary>
    public static ResizedSide Middle(long length, int count) => new(length, (length - count) / 2, count);

    /// <summary>Whether this is all of a side of that length, so that there is nothing to do.</summary>
    public bool IsWhole(int length) => this == Whole(length);
}
