namespace CausalFusion.ML.Images;

/// <summary>Tells by a file's first bytes whether it is of a format that is read: SkiaSharp takes others for raw photos or icons.</summary>
internal static class ImageSignature
{
    /// <exception cref="InvalidDataException">It is of none; the message says what it is, where that can be seen.</exception>
    public static void Require(ReadOnlySpan<byte> file)
    {
        bool isRead = file switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => true,
            [0xFF, 0xD8, 0xFF, ..] => true,
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => true,
            [(byte)'B', (byte)'M', ..] => true,
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => true,
            _ => false,
        };
        if (!isRead)
        {
            throw new InvalidDataException($"expected an image that can be read (PNG, JPEG, GIF, BMP or WebP), found {Found(file)}.");
        }
    }

    private static string Found(ReadOnlySpan<byte> file) => file switch
    {
        [] => "an empty file",
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "TIFF",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "HEIF, AVIF or a video",
        [0, 0, 1, 0, ..] => "an icon",
        [(byte)'v', (byte)'e', (byte)'r', (byte)'s', (byte)'i', (byte)'o', (byte)'n', (byte)' ', ..] => "a Git LFS pointer",
        [(byte)'<', ..] => "HTML, SVG or XML",
        _ => "none of them",
    };
}
