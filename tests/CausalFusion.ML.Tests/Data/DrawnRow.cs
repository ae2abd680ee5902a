using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Data;

/// <summary>A row with what was drawn.</summary>
public sealed class DrawnRow
{
    public string Label { get; set; } = "";

    [ImageType(TestPictures.Size, TestPictures.Size)]
    public MLImage? GeneratedImage { get; set; }
}
