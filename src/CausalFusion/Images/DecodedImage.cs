namespace CausalFusion.Images;

/// <summary>An image in memory.</summary>
/// <param name="Shape">Its size.</param>
/// <param name="Pixels">Its bytes: row by row, pixel by pixel, channel by channel.</param>
public sealed record DecodedImage(ImageShape Shape, byte[] Pixels);
