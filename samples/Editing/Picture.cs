using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.Samples.Editing;

/// <summary>An image to edit, the class to draw its part under, and a seed.</summary>
internal sealed class Picture
{
    [ImageType(28, 28)]
    public MLImage? Image { get; set; }

    public string Label { get; set; } = "";

    public ulong Seed { get; set; }
}
