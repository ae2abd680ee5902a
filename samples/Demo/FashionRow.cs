using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.Samples.Demo;

/// <summary>A real image with its class, as ML.NET reads it.</summary>
internal sealed class FashionRow
{
    [ImageType(FashionData.Size, FashionData.Size)]
    public MLImage? Image { get; set; }

    /// <summary>The same image as numbers in [0, 1], for the classifier on raw pixels.</summary>
    [VectorType(FashionData.Size * FashionData.Size)]
    public float[] Pixels { get; set; } = [];

    public string Label { get; set; } = "";
}
