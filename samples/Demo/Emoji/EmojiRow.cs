using CausalFusion.Images;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.Samples.Demo.Emoji;

/// <summary>An emoji with its name, as ML.NET reads it.</summary>
internal sealed class EmojiRow
{
    public const int Size = 32;

    /// <summary>The size of the images, in colors.</summary>
    public static ImageShape Shape { get; } = new(Size, Size, 3);

    [ImageType(Size, Size)]
    public MLImage? Image { get; set; }

    /// <summary>What it is called: a prompt.</summary>
    public string Name { get; set; } = "";

    /// <summary>What a caption may say.</summary>
    public string[] Captions { get; set; } = [];

    public ulong Seed { get; set; }

    /// <summary>As many of them, at equal distances; all where there are no more.</summary>
    public static EmojiRow[] EvenlyTaken(IReadOnlyList<EmojiRow> rows, int most)
    {
        int count = Math.Min(most, rows.Count);
        return [.. Enumerable.Range(0, count).Select(i => rows[(int)((long)i * rows.Count / count)])];
    }
}
