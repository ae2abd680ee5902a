using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Data;

/// <summary>A training row.</summary>
public sealed class Picture
{
    [ImageType(TestPictures.Size, TestPictures.Size)]
    public MLImage? Image { get; set; }

    public string Label { get; set; } = "";

    public string Caption { get; set; } = "";
}
