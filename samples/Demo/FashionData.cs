using CausalFusion.Data;
using Microsoft.ML.Data;

namespace CausalFusion.Samples.Demo;

/// <summary>Fashion-MNIST as ML.NET rows, made one at a time.</summary>
internal static class FashionData
{
    public const int Size = 28;

    /// <summary>The rows of a data set.</summary>
    public static IEnumerable<FashionRow> Rows(IImageDataset dataset)
    {
        byte[] gray = new byte[Size * Size];
        for (int i = 0; i < dataset.Count; i++)
        {
            dataset.Read(i, gray, out int label);
            yield return Row(gray, dataset.ClassNames![label]);
        }
    }

    /// <summary>The row of one image, given as one byte for each pixel.</summary>
    public static FashionRow Row(ReadOnlySpan<byte> gray, string label)
    {
        byte[] rgba = new byte[gray.Length * 4];
        float[] pixels = new float[gray.Length];
        for (int p = 0; p < gray.Length; p++)
        {
            rgba.AsSpan(4 * p, 3).Fill(gray[p]);
            rgba[(4 * p) + 3] = byte.MaxValue;
            pixels[p] = gray[p] / 255f;
        }
        return new FashionRow { Image = MLImage.CreateFromPixels(Size, Size, MLPixelFormat.Rgba32, rgba), Pixels = pixels, Label = label };
    }

    /// <summary>An image as one byte for each pixel: the mean of its colors.</summary>
    public static byte[] Gray(MLImage image)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        byte[] gray = new byte[image.Width * image.Height];
        for (int p = 0; p < gray.Length; p++)
        {
            gray[p] = (byte)((pixels[4 * p] + pixels[(4 * p) + 1] + pixels[(4 * p) + 2]) / 3);
        }
        return gray;
    }
}
