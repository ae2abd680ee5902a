using Microsoft.ML.Data;

namespace CausalFusion.ML.Drawing;

/// <summary>Images as the bytes of a PNG file.</summary>
internal static class PngEncoding
{
    /// <summary>Encodes an image. ML.NET's images are saved to files only, so it takes the way over a temporary one.</summary>
    public static byte[] Encode(MLImage image)
    {
        string path = Path.Combine(Path.GetTempPath(), $"causalfusion-{Guid.NewGuid():n}.png");
        try
        {
            image.Save(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
