using CausalFusion.Data;
using CausalFusion.Images;
using CausalFusion.ML.Images;
using Microsoft.ML.Data;

namespace CausalFusion.ML;

/// <summary>Image files on disk, read strictly: as <see cref="MLImageDecoder"/> does, and named where they are no good.</summary>
public static class ImageFile
{
    private static readonly MLImageDecoder _decoder = new();

    /// <summary>
    /// Reads an image. Unlike <see cref="MLImage.CreateFromFile"/>, it refuses a file that ends early, and turns the image as its EXIF orientation
    /// says.
    /// </summary>
    /// <param name="path">A PNG, JPEG, GIF, BMP or WebP file.</param>
    /// <returns>An opaque image, white where the file's is transparent; the caller disposes it.</returns>
    /// <exception cref="InvalidDataException">It is no image that can be read, or too large a one; the message names the file.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static MLImage Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ImageFileReader.Read(path, _decoder, channels: 3, image => ImagePixels.ToImage(image.Pixels, image.Shape));
    }

    /// <summary>Reads an image's pixels.</summary>
    /// <param name="path">A PNG, JPEG, GIF, BMP or WebP file.</param>
    /// <param name="channels">1 for gray, to which colors are converted, 3 for red, green, blue.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="channels"/> is neither 1 nor 3.</exception>
    /// <exception cref="InvalidDataException">It is no image that can be read, or too large a one; the message names the file.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static DecodedImage Read(string path, int channels)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ImageFileReader.Read(path, _decoder, channels, image => image);
    }

    /// <summary>
    /// Lists the image files in a folder and in the folders within it, by their endings, in the ordinal order of folders and files.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <returns>
    /// Their paths, which begin with <paramref name="folder"/>. Hidden files and folders are left out, as are files of other kinds.
    /// </returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<string> EnumerateFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var options = new ImageFolderOptions();
        var visible = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = false,
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
        };
        return [.. Directory.EnumerateFiles(folder, "*", visible).Where(file => options.IsImage(file) && !IsHidden(file))
            .OrderBy(file => file.Replace(Path.DirectorySeparatorChar, '\0'), StringComparer.Ordinal)];

        bool IsHidden(string file) => Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.'));
    }
}
