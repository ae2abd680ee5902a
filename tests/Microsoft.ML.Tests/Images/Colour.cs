using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Images;

/// <summary>A pixel as an image holds it (colours multiplied by alpha), whatever the order of its bytes.</summary>
internal readonly record struct Colour(int R, int G, int B, int A = 255)
{
    public static Colour Of(MLImage image, int x, int y)
    {
        var pixel = image.Pixels.Slice(((y * image.Width) + x) * 4, 4);
        return image.PixelFormat == MLPixelFormat.Bgra32 ? new(pixel[2], pixel[1], pixel[0], pixel[3]) : new(pixel[0], pixel[1], pixel[2], pixel[3]);
    }

    /// <summary>An image of the given colours, made the way a user makes one.</summary>
    public static MLImage Image(int width, int height, Func<int, int, Colour> at, MLPixelFormat format = MLPixelFormat.Rgba32)
    {
        var pixels = new byte[width * height * 4];
        for (int i = 0; i < width * height; i++)
        {
            var c = at(i % width, i / width);
            bool bgra = format == MLPixelFormat.Bgra32;
            pixels[i * 4] = (byte)(bgra ? c.B : c.R);
            pixels[(i * 4) + 1] = (byte)c.G;
            pixels[(i * 4) + 2] = (byte)(bgra ? c.R : c.B);
            pixels[(i * 4) + 3] = (byte)c.A;
        }
        return MLImage.CreateFromPixels(width, height, format, pixels);
    }

    public int Distance(Colour other) =>
        Math.Max(Math.Max(Math.Abs(R - other.R), Math.Abs(G - other.G)), Math.Max(Math.Abs(B - other.B), Math.Abs(A - other.A)));
}
