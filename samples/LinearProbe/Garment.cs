using CausalFusion.Data;
using CausalFusion.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.Samples.LinearProbe;

/// <summary>A real image with its class.</summary>
internal sealed class Garment
{
    [ImageType(28, 28)]
    public MLImage? Image { get; set; }

    public string Label { get; set; } = "";

    /// <summary>The first images of a data set, made as they are read.</summary>
    public static IEnumerable<Garment> Read(IImageDataset dataset, int count)
    {
        byte[] pixels = new byte[dataset.Shape.ValueCount];
        for (int i = 0; i < Math.Min(count, dataset.Count); i++)
        {
            dataset.Read(i, pixels, out int label);
            yield return new Garment { Image = ImageConversion.ToImage(pixels, dataset.Shape), Label = dataset.ClassNames![label] };
        }
    }
}
