using System.Collections.Immutable;

namespace CausalFusion.Data;

/// <summary>What becomes of captions without an image, and of images that are no good.</summary>
public sealed record CaptionedImagesOptions
{
    /// <summary>Endings of image files in a folder, in any case. Default as of <see cref="ImageFolderOptions.Extensions"/>.</summary>
    public ImmutableArray<string> Extensions { get; init; } = new ImageFolderOptions().Extensions;

    /// <summary>What becomes of captions whose image isn't there. Default: they are refused.</summary>
    public BadImageAction OnMissingImage { get; init; }

    /// <summary>What becomes of an image that can't be decoded. Default: it fails when it is read.</summary>
    public BadImageAction OnBadImage { get; init; }
}
