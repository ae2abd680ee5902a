using CausalFusion.Data;
using CausalFusion.Families;
using CausalFusion.Generation;
using CausalFusion.ML;
using CausalFusion.Models;
using CausalFusion.Training;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Samples.FineTune;

/// <summary>A fine-tuning, from folder to model file.</summary>
internal sealed class FineTuneRun
{
    private const int DrawnPerClass = 8, MostClassesDrawn = 12;

    public required string Data { get; init; }

    public required string ModelFile { get; init; }

    public required string Output { get; init; }

    public required int Steps { get; init; }

    public required int BatchSize { get; init; }

    public required double LearningRate { get; init; }

    public required ulong Seed { get; init; }

    // Where an interrupted training goes on from.
    private string Checkpoint => Output + ".checkpoint";

    /// <returns>The exit code.</returns>
    public int Run(CancellationToken cancellationToken)
    {
        if (Directory.Exists(Output))
        {
            throw new IOException($"--out: expected the name of a file, found the folder '{Output}'.");
        }
        using ImageModel trained = ModelFamilies.Load(ModelFile);
        ImageModelConfig config = trained.Config;
        using var images = new ImageFolderDataset(Data, config.Shape, new MLImageDecoder());
        Console.WriteLine($"{images.Count:N0} images in {images.ClassCount} classes: {string.Join(", ", images.ClassNames)}");
        if (images.Folder.DescribeLeftOut() is { } leftOut)
        {
            Console.WriteLine(leftOut);
        }

        using ImageModel model = KnownClasses.Transfer(trained, images.ClassNames, Seed);
        var trainer = new Trainer(new TrainingOptions
        {
            Steps = Steps,
            BatchSize = BatchSize,
            LearningRate = LearningRate,
            WarmupSteps = Math.Min(100, Steps / 10),
            EmaDecay = 0.995,
            Seed = Seed,
            CheckpointPath = Checkpoint,
            CheckpointInterval = 250,
        });
        if (File.Exists(Checkpoint))
        {
            Console.WriteLine($"Going on from {Checkpoint}");
        }
        try
        {
            trainer.Train(model, images, new TrainingLine(), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine($"Stopped. The same command goes on from {Checkpoint}.");
            return 3;
        }
        model.Save(Output);
        File.Delete(Checkpoint);
        string picture = Path.ChangeExtension(Output, ".png");
        Draw(model, images.ClassNames, picture);
        Console.WriteLine($"{Output}: the network; {picture}: what it draws");
        return 0;
    }

    private static void Draw(ImageModel model, IReadOnlyList<string> classNames, string path)
    {
        using DisposeScope scope = NewDisposeScope();
        int classes = Math.Min(classNames.Count, MostClassesDrawn);
        GenerationRequest[] requests =
            [.. Enumerable.Range(0, classes * DrawnPerClass).Select(i => new GenerationRequest(i / DrawnPerClass, (ulong)i))];
        Tensor drawn = new ImageGenerator(model).Generate(
            requests, new GenerationOptions { DiffusionSteps = 25, Sampler = Diffusion.SamplerMethod.Ddim(0), GuidanceScale = 2 });
        ImageModelConfig config = model.Config;
        var grid = new ImageGrid(classes, DrawnPerClass, config.Shape.Height, config.Shape.Width, config.Channels)
        {
            RowLabels = [.. classNames.Take(classes)],
        };
        foreach ((MLImage image, int i) in ImageConversion.ToImages(drawn).Select((image, i) => (image, i)))
        {
            using (image)
            {
                grid.Set(i / DrawnPerClass, i % DrawnPerClass, image);
            }
        }
        grid.Save(path);
    }
}
