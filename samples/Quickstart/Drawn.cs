using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.Samples.Quickstart;

/// <summary>An image that was drawn.</summary>
internal sealed class Drawn
{
    [ImageType(28, 28)]
    public MLImage? Image { get; set; }
}
