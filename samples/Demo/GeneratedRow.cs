using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.Samples.Demo;

/// <summary>An image that was drawn.</summary>
internal sealed class GeneratedRow
{
    [ImageType(FashionData.Size, FashionData.Size)]
    public MLImage? GeneratedImage { get; set; }
}
