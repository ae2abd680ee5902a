using System.Collections.Immutable;

namespace CausalFusion.Data;

/// <summary>Which files of a folder are images, and how large they may be.</summary>
public sealed record ImageFolderOptions
{
    /// <summary>Endings of image files, in any case. Default .png, .jpg, .jpeg, .gif, .bmp.</summary>
    public ImmutableArray<string> Extensions { get; init; } = [".png", ".jpg", ".jpeg", ".gif", ".bmp"];

    /// <summary>The longest file that is read, in bytes. Default 256 MiB.</summary>
    public long MaxFileBytes { get; init; } = 256L << 20;

    /// <summary>The most pixels that a file may say its image has. Default 64 Mi, which takes 256 MiB while it is decoded.</summary>
    public long MaxPixels { get; init; } = 64L << 20;
}
