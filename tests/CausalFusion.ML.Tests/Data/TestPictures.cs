using System.Security.Cryptography;
using CausalFusion.Generation;
using CausalFusion.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Data;

/// <summary>Small pictures of three colors, and small networks to learn them.</summary>
internal static class TestPictures
{
    public const int Size = 8;

    public static string[] Labels { get; } = ["red", "green", "blue"];

    /// <summary>Pictures of the labels in turn, each brighter toward a side of its own.</summary>
    public static List<Picture> Make(int count, int size = Size) =>
        [.. Enumerable.Range(0, count).Select(i => new Picture { Label = Labels[i % 3], Caption = Caption(i), Image = Image(i, size) })];

    /// <summary>What a picture shows.</summary>
    public static string Caption(int number) => $"a {Labels[number % 3]} picture, {(number % 2 == 0 ? "even" : "odd")}";

    public static MLImage Image(int number, int size = Size, bool isGray = false)
    {
        byte[] pixels = new byte[size * size * 4];
        for (int i = 0; i < size * size; i++)
        {
            byte value = (byte)(128 + (((i % size) + number) % size * 127 / size));
            for (int channel = 0; channel < 3; channel++)
            {
                pixels[(4 * i) + channel] = isGray || channel == number % 3 ? value : (byte)20;
            }
            pixels[(4 * i) + 3] = 255;
        }
        return MLImage.CreateFromPixels(size, size, MLPixelFormat.Rgba32, pixels);
    }

    public static CausalFusionTrainerOptions Options(int steps = 3) => new()
    {
        ImageSize = Size,
        PatchSize = 4,
        Width = 16,
        Layers = 3,
        Heads = 2,
        ClassTokens = 2,
        Seed = 5,
        Training = new TrainingOptions { Steps = steps, BatchSize = 4, WarmupSteps = 1, LearningRate = 1e-3 },
        Generation = new GenerationOptions { DiffusionSteps = 3, ArSteps = 2, BatchSize = 4 },
    };

    /// <summary>Labels to keys, then the trainer.</summary>
    public static EstimatorChain<ImageGenerationTransformer> Pipeline(MLContext ml, CausalFusionTrainerOptions? options = null) =>
        ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.ImageGeneration.Trainers.CausalFusion(options ?? Options()));

    /// <summary>The hash of an image's pixels.</summary>
    public static string Hash(MLImage? image) => Convert.ToHexString(SHA256.HashData(image!.Pixels));

    /// <summary>The hashes of the images in a column.</summary>
    public static List<string> Hashes(IDataView data, string column = "GeneratedImage")
    {
        DataViewSchema.Column images = data.Schema[column];
        using DataViewRowCursor cursor = data.GetRowCursor([images]);
        ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(images);
        var hashes = new List<string>();
        MLImage image = null!;
        while (cursor.MoveNext())
        {
            getter(ref image);
            hashes.Add(Hash(image));
        }
        image?.Dispose();
        return hashes;
    }
}
