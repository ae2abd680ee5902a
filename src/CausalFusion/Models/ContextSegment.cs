using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>A part of what stands before an image: class tokens, a text, or an image; one of the three is given.</summary>
/// <param name="Class">The class of class tokens.</param>
/// <param name="Text">The tokens of a text.</param>
/// <param name="Image">An image as patches in raster order, (L, P).</param>
internal sealed record ContextSegment(int? Class = null, int[]? Text = null, Tensor? Image = null)
{
    /// <summary>What segments of the same length and way of attention have in common.</summary>
    public string Form => Text is { } tokens ? $"text {tokens.Length}" : Class is not null ? "class" : "image";

    /// <summary>Whether two segments are the same: the same class, tokens, or tensor.</summary>
    public bool Equals(ContextSegment? other) =>
        other is not null && Class == other.Class && ReferenceEquals(Image, other.Image)
        && (Text is null ? other.Text is null : other.Text is not null && Text.AsSpan().SequenceEqual(other.Text));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Class, Text?.Length, Text?.LastOrDefault(), Image is null);
}
