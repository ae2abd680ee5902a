using System.Runtime.CompilerServices;
using CausalFusion.ML;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.TorchSharp;
using Microsoft.ML.Transforms.Image;
using TorchSharp;

namespace CausalFusion.Coexistence.Tests;

/// <summary>A program that uses Microsoft.ML.TorchSharp first, then CausalFusion.</summary>
public sealed class BothInOneProgram : IDisposable
{
    public BothInOneProgram()
    {
        // All that it asks of CausalFusion before another library uses TorchSharp, which needs help to be loaded on some systems.
        Context.RegisterCausalFusion();
        Sum = Add();
        Trainers =
        [
            Context.MulticlassClassification.Trainers.TextClassification(),
            Context.MulticlassClassification.Trainers.NamedEntityRecognition(),
            Context.MulticlassClassification.Trainers.QuestionAnswer(),
            Context.MulticlassClassification.Trainers.ObjectDetection(),
            Context.Regression.Trainers.SentenceSimilarity(),
        ];
        Generator = Train(Context);
    }

    public MLContext Context { get; } = new(seed: 1);

    /// <summary>What TorchSharp computed before anything of CausalFusion but the registration.</summary>
    public float Sum { get; }

    /// <summary>Theirs.</summary>
    public object[] Trainers { get; }

    /// <summary>Ours.</summary>
    public ImageGenerationTransformer Generator { get; }

    public void Dispose() => Generator.Dispose();

    // Methods of their own, so that nothing is loaded before it is used.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Add()
    {
        using torch.Tensor ones = torch.ones(3), sum = ones.sum();
        return sum.item<float>();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ImageGenerationTransformer Train(MLContext ml) => ml.ImageGeneration.Trainers
        .CausalFusion(new()
        {
            ImageSize = 8,
            PatchSize = 4,
            Width = 16,
            Layers = 1,
            Heads = 2,
            Training = new() { Steps = 3, BatchSize = 2 },
            Generation = new() { DiffusionSteps = 3 },
        })
        .Fit(ml.Data.LoadFromEnumerable([Picture.Of("red", 0), Picture.Of("blue", 2)]));

    internal sealed class Picture
    {
        public string Label { get; set; } = "";

        [ImageType(8, 8)]
        public MLImage? Image { get; set; }

        public static Picture Of(string label, int channel) => new()
        {
            Label = label,
            Image = MLImage.CreateFromPixels(8, 8, MLPixelFormat.Rgba32, [.. Enumerable.Range(0, 8 * 8 * 4).Select(i => Value(i % 4, channel))]),
        };

        private static byte Value(int i, int channel) => (byte)(i == channel || i == 3 ? 255 : 0);
    }
}
