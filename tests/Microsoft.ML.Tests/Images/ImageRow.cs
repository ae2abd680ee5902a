using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Tests.Images;

/// <summary>A row of one image of 6 x 4 pixels.</summary>
internal sealed class ImageRow
{
    public const int Width = 6, Height = 4;

    [ImageType(Height, Width)]
    public MLImage? Image { get; set; }

    /// <summary>A view of one image; each pass over it gets an image of its own.</summary>
    public static IDataView View(MLContext ml, Func<int, int, Colour> at, MLPixelFormat format = MLPixelFormat.Rgba32)
    {
        IEnumerable<ImageRow> Rows()
        {
            yield return new ImageRow { Image = Colour.Image(Width, Height, at, format) };
        }
        return ml.Data.LoadFromEnumerable(Rows());
    }
}
