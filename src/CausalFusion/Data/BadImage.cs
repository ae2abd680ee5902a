namespace CausalFusion.Data;

/// <summary>An image file that can't be decoded.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">Why, in a message that names it.</param>
public sealed record BadImage(string Path, string Reason)
{
    /// <summary>Some images for a message: how many they are, and the first of them.</summary>
    /// <param name="images">The images, at least one.</param>
    /// <param name="of">How many they were looked for among.</param>
    /// <param name="most">How many are named.</param>
    internal static string Describe(IReadOnlyList<BadImage> images, int of, int most) =>
        $"{images.Count} of {of} images can't be read: {string.Join(" ", images.Take(most).Select(image => image.Reason))}"
        + (images.Count > most ? " …" : "");
}
