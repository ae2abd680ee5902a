using System.Collections.Immutable;

namespace CausalFusion.Data;

/// <summary>Which files of a folder are images, and what becomes of those that are no good.</summary>
public sealed record ImageFolderOptions
{
    /// <summary>
    /// Endings of image files, in any case. Default: those of PNG, JPEG, GIF, BMP and WebP, which are .png, .jpg, .jpeg, .jpe, .jfif, .gif, .bmp,
    /// .dib and .webp.
    /// </summary>
    public ImmutableArray<string> Extensions { get; init; } = [".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".bmp", ".dib", ".webp"];

    /// <summary>What becomes of an image that can't be decoded. Default: it fails when it is read.</summary>
    public BadImageAction OnBadImage { get; init; }

    /// <summary>Whether a file's name has one of the endings.</summary>
    internal bool IsImage(string name) => Extensions.Any(extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
}

/// <summary>What becomes of an image of a folder that can't be decoded.</summary>
public enum BadImageAction
{
    /// <summary>Reading it fails, with a message that names it.</summary>
    Fail,

    /// <summary>
    /// It is left out and listed (<see cref="ImageFolder.BadImages"/>). To find such images, every one is decoded once before the first is used.
    /// </summary>
    Skip,
}
