using CausalFusion.Data;
using CausalFusion.Images;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Images;

/// <summary>
/// The file that ML.NET's LoadImages read an image from, which it tags the image with. It takes files that end early, and turns none, without a word.
/// </summary>
internal sealed class LoadedFile
{
    private static readonly MLImageDecoder _decoder = new();
    private static readonly ImageFolderOptions _options = new();

    private readonly string _path;
    private readonly ImageOrientation _orientation;
    private readonly (int Height, int Width) _seen;

    private LoadedFile(string path, ImageOrientation orientation, (int Height, int Width) seen)
    {
        _path = path;
        _orientation = orientation;
        _seen = seen;
    }

    /// <summary>Looks at the file of an image.</summary>
    /// <param name="image">The image, which may have been changed since.</param>
    /// <returns>The file; null where the image has none, or it is there no more.</returns>
    /// <exception cref="InvalidDataException">The file ends early or is damaged; the message names it.</exception>
    public static LoadedFile? Of(MLImage image)
    {
        if (string.IsNullOrEmpty(image.Tag) || !_options.IsImage(image.Tag) || !File.Exists(image.Tag))
        {
            return null;
        }
        return ImageFileReader.Open(image.Tag, _decoder, (file, seen) =>
        {
            ImageOrientation orientation = _decoder.RequireWhole(file);
            return new LoadedFile(image.Tag, orientation, seen);
        });
    }

    /// <summary>How the image is still to be turned: not where it has the file's upright size and no other.</summary>
    /// <param name="image">The image.</param>
    public ImageOrientation OrientationOf(MLImage image) =>
        _orientation.IsTurned && _seen.Height != _seen.Width && (image.Height, image.Width) == _seen ? ImageOrientation.Upright : _orientation;

    /// <summary>The file for a message.</summary>
    public override string ToString() => $" ('{_path}')";
}
