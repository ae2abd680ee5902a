using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.Samples.Demo.Shipped;

/// <summary>An emoji with its name, as ML.NET reads it.</summary>
internal sealed class EmojiRow
{
    public const int Size = 32;

    [ImageType(Size, Size)]
    public MLImage? Image { get; set; }

    /// <summary>What it is called: a prompt.</summary>
    public string Name { get; set; } = "";

    /// <summary>What a caption may say.</summary>
    public string[] Captions { get; set; } = [];

    public ulong Seed { get; set; }
}
