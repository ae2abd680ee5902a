using CausalFusion.Data;
using CausalFusion.Evaluation;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Benchmarks.Garments;

/// <summary>Compares what networks generate of the classes of Fashion-MNIST with its test set.</summary>
internal sealed class GarmentJudge : IDisposable
{
    private const int BatchSize = 100;

    private readonly FashionClassifier _classifier;
    private readonly Judgment _real;

    private GarmentJudge(FashionClassifier classifier, Judgment real) => (_classifier, _real) = (classifier, real);

    /// <summary>The share of the test set that the classifier sees as what it is: the most that an agreement can mean.</summary>
    public double ClassifierAccuracy => _real.Agreement;

    /// <summary>A judge whose classifier is in a folder, or is trained and put there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="training">What the classifier is trained on.</param>
    /// <param name="test">What generated images are compared with.</param>
    public static GarmentJudge Open(string folder, IImageDataset training, IImageDataset test)
    {
        Directory.CreateDirectory(folder);
        Console.WriteLine($"The classifier, trained on {training.Count:N0} real images");
        FashionClassifier classifier = FashionClassifier.LoadOrTrain(Path.Combine(folder, "classifier.dat"), training, seed: 1);
        Judgment real = classifier.Judge(Read(test));
        Console.WriteLine($"sees {real.Agreement:p1} of {test.Count:N0} test images as what they are.");
        return new GarmentJudge(classifier, real);
    }

    /// <summary>Generates as many images of each class, and judges them.</summary>
    /// <param name="model">The network.</param>
    /// <param name="samples">The number of images, a multiple of the classes; image i has the seed i.</param>
    /// <param name="generation">How to generate.</param>
    /// <param name="progress">Told how far the generation is.</param>
    public GarmentFigures Judge(ImageModel model, int samples, GenerationOptions generation, IProgress<GenerationProgress>? progress = null)
    {
        int perClass = samples / FashionMnist.ClassNames.Count;
        GenerationRequest[] requests =
        [
            .. Enumerable.Range(0, perClass * FashionMnist.ClassNames.Count).Select(i => new GenerationRequest(i / perClass, (ulong)i)),
        ];
        using Tensor images = new ImageGenerator(model).Generate(requests, generation with { BatchSize = BatchSize }, progress);
        Judgment judged = _classifier.Judge(
            PixelConversion.ToPixels(images).Zip(requests, (pixels, request) => (pixels, request.Condition.Class!.Value)));
        ManifoldComparison manifolds = ManifoldComparison.Between(_real.Features, judged.Features);
        return new GarmentFigures(
            requests.Length, FrechetDistance.Between(_real.Features, judged.Features), FrechetDistance.Between(_real.Pixels, judged.Pixels),
            manifolds.Precision, manifolds.Recall, judged.Agreement);
    }

    public void Dispose() => _classifier.Dispose();

    private static IEnumerable<(byte[] Pixels, int Label)> Read(IImageDataset images)
    {
        for (int i = 0; i < images.Count; i++)
        {
            byte[] pixels = new byte[images.Shape.ValueCount];
            images.Read(i, pixels, out int label);
            yield return (pixels, label);
        }
    }
}
