using Microsoft.ML.Data;

namespace CausalFusion.ML.Pictures;

/// <summary>An opaque picture in memory that images and text are drawn on. What falls outside is cut off.</summary>
internal sealed class PixelCanvas
{
    private const int BytesPerPixel = 4;

    private readonly byte[] _pixels;

    public PixelCanvas(int width, int height, Rgb background)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        (Width, Height) = (width, height);
        _pixels = new byte[checked(width * height * BytesPerPixel)];
        Fill(0, 0, width, height, background);
    }

    public int Width { get; }

    public int Height { get; }

    public Rgb this[int x, int y]
    {
        get
        {
            int start = Start(x, y);
            return new(_pixels[start], _pixels[start + 1], _pixels[start + 2]);
        }
        set
        {
            int start = Start(x, y);
            (_pixels[start], _pixels[start + 1], _pixels[start + 2], _pixels[start + 3]) = (value.R, value.G, value.B, byte.MaxValue);
        }
    }

    public void Fill(int left, int top, int width, int height, Rgb color)
    {
        for (int y = Math.Max(top, 0); y < Math.Min(top + height, Height); y++)
        {
            for (int x = Math.Max(left, 0); x < Math.Min(left + width, Width); x++)
            {
                this[x, y] = color;
            }
        }
    }

    /// <summary>Draws one line of text, <paramref name="left"/> and <paramref name="top"/> being its upper left corner.</summary>
    public void DrawText(string text, int left, int top, int scale, Rgb color)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        for (int i = 0; i < text.Length; i++)
        {
            for (int row = 0; row < BitmapFont.GlyphHeight; row++)
            {
                for (int column = 0; column < BitmapFont.GlyphWidth; column++)
                {
                    if (BitmapFont.HasInk(text[i], row, column))
                    {
                        Fill(left + (i * BitmapFont.Advance + column) * scale, top + row * scale, scale, scale, color);
                    }
                }
            }
        }
    }

    /// <summary>
    /// Draws an image of shape (H, W, C), C = 1 (gray) or 3 (red, green, blue), each pixel as a square of <paramref name="scale"/> pixels.
    /// </summary>
    public void DrawImage(ReadOnlySpan<byte> pixels, int width, int channels, int left, int top, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        for (int i = 0; i < pixels.Length / channels; i++)
        {
            (int y, int x) = Math.DivRem(i, width);
            var pixel = pixels.Slice(i * channels, channels);
            Rgb color = channels == 1 ? new(pixel[0], pixel[0], pixel[0]) : new(pixel[0], pixel[1], pixel[2]);
            Fill(left + x * scale, top + y * scale, scale, scale, color);
        }
    }

    /// <summary>Writes the picture in the format that the path's extension names, over a file of that name. Makes the folder if need be.</summary>
    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using MLImage image = ToImage();
        image.Save(path);
    }

    /// <summary>The picture as an image that the caller disposes.</summary>
    public MLImage ToImage() => MLImage.CreateFromPixels(Width, Height, MLPixelFormat.Rgba32, _pixels);

    private int Start(int x, int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Width, nameof(x));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        return (y * Width + x) * BytesPerPixel;
    }
}

/// <summary>An opaque color.</summary>
internal readonly record struct Rgb(byte R, byte G, byte B)
{
    public static Rgb White => new(255, 255, 255);

    public static Rgb Ink => new(32, 33, 36);
}
