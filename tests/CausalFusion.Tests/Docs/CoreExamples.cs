using CausalFusion.Checkpoints;
using CausalFusion.Data;
using CausalFusion.Diffusion;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Files;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.Training;
using TorchSharp;

namespace CausalFusion.Tests.Docs;

/// <summary>The examples of docs/, run in an empty folder on tiny networks.</summary>
[Collection(nameof(RunsAlone))]
public sealed class CoreExamples : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _oldFolder = Environment.CurrentDirectory;

    public CoreExamples() => Environment.CurrentDirectory = _folder.Path;

    public void Dispose()
    {
        Environment.CurrentDirectory = _oldFolder;
        _folder.Dispose();
    }

    [Fact]
    public void Sampling_and_editing()
    {
        using (var made = new CausalFusionModel(
            new CausalFusionConfig { ImageSize = 28, Channels = 1, PatchSize = 4, Width = 16, Layers = 1, Heads = 2, Classes = 10 }))
        {
            made.Save("garments.safetensors");
        }
        using var stop = new CancellationTokenSource();

        #region docs sampling
        using var model = CausalFusionModel.Load("garments.safetensors");
        var generator = new ImageGenerator(model);
        using torch.Tensor images = generator.Generate(
            [new GenerationRequest(Condition: 7, Seed: 1), new GenerationRequest(Condition: null, Seed: 2)],
            new GenerationOptions { ArSteps = 4, DiffusionSteps = 50, GuidanceScale = 2 });
        byte[][] pixels = PixelConversion.ToPixels(images);     // (row, column, channel), one array for each image
        #endregion

        Assert.Equal([784, 784], pixels.Select(p => p.Length));

        #region docs watching
        using torch.Tensor watched = generator.Generate(
            [new GenerationRequest(Condition: 3, Seed: 5)],
            new GenerationOptions { ArSteps = 8, DiffusionSteps = 25 },
            progress: new Progress<GenerationProgress>(p => Console.WriteLine($"{p.FinishedSteps} of {p.Steps}")),
            onArStep: partial => Console.WriteLine($"{partial.FinishedArSteps} of {partial.ArSteps} AR steps"),
            cancellationToken: stop.Token);
        #endregion

        Assert.Equal([1, 1, 28, 28], watched.shape);

        #region docs editing
        var editor = new ImageEditor(model);
        using torch.Tensor edited = editor.Edit(
            images,                                             // (N, C, H, W), values from −1 to 1
            EditMask.Top(model.Config.Grid),
            [new GenerationRequest(Condition: 0, Seed: 1), new GenerationRequest(Condition: 4, Seed: 2)],
            new GenerationOptions { ArSteps = 2, DiffusionSteps = 50, GuidanceScale = 2 });
        #endregion

        Assert.Equal(LowerRows(images), LowerRows(edited));
        Assert.NotEqual(images.data<float>().ToArray(), edited.data<float>().ToArray());

        static float[] LowerRows(torch.Tensor all)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            return all.narrow(2, 16, 12).contiguous().data<float>().ToArray();
        }
    }

    [FashionMnistFact]
    public void Training()
    {
        const int steps = 2;

        #region docs training
        using IImageDataset images = FashionMnist.Load(FashionMnist.Find(), train: true);
        using var model = new CausalFusionModel(new CausalFusionConfig
        {
            ImageSize = 28, Channels = 1, PatchSize = 4, Width = 96, Layers = 4, Heads = 4, Classes = images.ClassCount,
            Target = PredictionTarget.Clean,
        }, seed: 7);
        var trainer = new Trainer(new TrainingOptions
        {
            Steps = steps, BatchSize = 64, LearningRate = 2e-3, WarmupSteps = 200, EmaDecay = 0.999, Seed = 7,
            CheckpointPath = "run.safetensors", CheckpointInterval = 500,
        });
        TrainingResult result = trainer.Train(model, images, new Progress<TrainingProgress>(p => Console.WriteLine($"{p.Step}: {p.Loss:f4}")));
        model.Save("garments.safetensors");                     // holds the moving average, which is what to sample with
        #endregion

        Assert.Equal(steps, result.Steps);
        Assert.Equal(["garments.safetensors", "run.safetensors"], _folder.FileNames);
    }

    [Fact]
    public void Published_weights()
    {
        using (CausalFusionModel made = Tiny.Model())
        {
            PyTorchWriter.Save("checkpoint.pt", made.state_dict().Select(item => (item.Key, item.Value)));
        }

        #region docs checkpoints
        using (ModelFile file = ModelFile.Open("checkpoint.pt"))
        using (var published = CausalFusionModel.Load(file))
        {
            published.Save("checkpoint.safetensors");
        }
        #endregion

        using CausalFusionModel loaded = CausalFusionModel.Load("checkpoint.safetensors"), expected = Tiny.Model();
        Assert.Equal(expected.Config.ParameterCount, loaded.Config.ParameterCount);
    }
}
