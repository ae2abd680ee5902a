namespace CausalFusion.Images;

/// <summary>
/// The center crop of ADM (Dhariwal and Nichol 2021), which all ImageNet figures of the field are measured with (paper, Tables 9 and 10).
/// </summary>
/// <remarks>
/// The image is halved by a box filter while both its sides are at least twice those wanted, then resized by a bicubic filter (a = −1/2, stretched
/// where it shrinks) until it just covers what is wanted, then cropped in the middle. Filters and rounding are Pillow's. ADM makes squares; other
/// shapes are made alike.
/// </remarks>
public static class CenterCrop
{
    /// <summary>Makes a square image.</summary>
    /// <param name="image">An image of any size.</param>
    /// <param name="size">Height and width of the square.</param>
    /// <returns>A new image, or the given one where it is that square already.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The image has another number of bytes than its shape says.</exception>
    public static DecodedImage ToSquare(DecodedImage image, int size) => ToSize(image, size, size);

    /// <summary>Makes an image of a size.</summary>
    /// <param name="image">An image of any size.</param>
    /// <param name="height">The height wanted.</param>
    /// <param name="width">The width wanted.</param>
    /// <returns>A new image, or the given one where it has that size already.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="height"/> or <paramref name="width"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The image has another number of bytes than its shape says.</exception>
    public static DecodedImage ToSize(DecodedImage image, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ImageResizing.RequirePixels(image);
        while (image.Shape.Height >= 2L * height && image.Shape.Width >= 2L * width)
        {
            image = ImageResizing.Resize(
                image, ResizedSide.Whole(image.Shape.Height / 2), ResizedSide.Whole(image.Shape.Width / 2), ResamplingFilter.Box);
        }
        double scale = Math.Max((double)height / image.Shape.Height, (double)width / image.Shape.Width);
        return ImageResizing.Resize(image, Middle(image.Shape.Height, height), Middle(image.Shape.Width, width), ResamplingFilter.Bicubic);

        ResizedSide Middle(int side, int wanted) => ResizedSide.Middle((long)Math.Round(side * scale, MidpointRounding.ToEven), wanted);
    }
}
