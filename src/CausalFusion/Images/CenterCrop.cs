namespace CausalFusion.Images;

/// <summary>The center crop of ADM (Dhariwal and Nichol 2021), which all ImageNet figures of the field are measured with (paper, Tables 9 and 10).</summary>
/// <remarks>
/// The image is halved by a box filter while its shorter side is at least twice the size wanted, then resized by a bicubic filter (a = −1/2, stretched where it
/// shrinks) until the shorter side is the size wanted, then cropped in the middle. Filters and rounding are Pillow's.
/// </remarks>
public static class CenterCrop
{
    /// <summary>Makes a square image.</summary>
    /// <param name="image">An image of any size.</param>
    /// <param name="size">Height and width of the square.</param>
    /// <returns>A new image, or the given one where it is that square already.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The image has another number of bytes than its shape says.</exception>
    public static DecodedImage ToSquare(DecodedImage image, int size)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ImageResizing.RequirePixels(image);
        while (Shorter(image) >= 2L * size)
        {
            image = ImageResizing.Resize(image, ResizedSide.Whole(image.Shape.Height / 2), ResizedSide.Whole(image.Shape.Width / 2), ResamplingFilter.Box);
        }
        double scale = (double)size / Shorter(image);
        return ImageResizing.Resize(image, Middle(image.Shape.Height), Middle(image.Shape.Width), ResamplingFilter.Bicubic);

        ResizedSide Middle(int side) => ResizedSide.Middle((long)Math.Round(side * scale, MidpointRounding.ToEven), size);
    }

    private static int Shorter(DecodedImage image) => Math.Min(image.Shape.Height, image.Shape.Width);
}
