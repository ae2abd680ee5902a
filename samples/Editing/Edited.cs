using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.Samples.Editing;

/// <summary>An image that was edited.</summary>
internal sealed class Edited
{
    [ImageType(28, 28)]
    public MLImage? EditedImage { get; set; }
}
