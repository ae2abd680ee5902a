using CausalFusion.Data;
using CausalFusion.Images;
using CausalFusion.Models;
using CausalFusion.Text;

namespace CausalFusion.ML.Trainers;

/// <summary>Rows that were read to train on.</summary>
/// <param name="Images">The images with their classes.</param>
/// <param name="Config">The network that learns them, by the shape of its images.</param>
/// <param name="Conditions">What the images are of, for the log: "in 3 classes".</param>
internal sealed record TrainingData(IImageDataset Images, Func<ImageShape, ImageModelConfig> Config, string Conditions)
{
    /// <summary>What each image shows, in the place of classes; null for classes.</summary>
    public IReadOnlyList<string[]>? Captions { get; init; }

    /// <summary>The vocabulary of the captions.</summary>
    public Vocabulary? Vocabulary { get; init; }
}
