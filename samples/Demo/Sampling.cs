using CausalFusion.Data;
using Microsoft.ML;

namespace CausalFusion.Samples.Demo;

/// <summary>Asks a fitted pipeline for images.</summary>
internal static class Sampling
{
    /// <summary>A number of requests for each class, class by class, each with a seed of its own.</summary>
    public static List<GenerationRow> Requests(int perClass, ulong seed) =>
    [
        .. FashionMnist.ClassNames.SelectMany((name, c) => Enumerable.Range(0, perClass).Select(i =>
            new GenerationRow { Label = name, Seed = seed + (ulong)((c * 10_000) + i) })),
    ];

    /// <summary>One request for each class.</summary>
    public static List<GenerationRow> OneOfEach(ulong seed) => Requests(1, seed);

    /// <summary>The images for requests, in their order, as one byte for each pixel.</summary>
    public static IEnumerable<byte[]> Draw(MLContext ml, ITransformer model, IEnumerable<GenerationRow> requests)
    {
        IDataView drawn = model.Transform(ml.Data.LoadFromEnumerable(requests));
        foreach (GeneratedRow row in ml.Data.CreateEnumerable<GeneratedRow>(drawn, reuseRowObject: false))
        {
            using (row.GeneratedImage)
            {
                yield return FashionData.Gray(row.GeneratedImage!);
            }
        }
    }
}
