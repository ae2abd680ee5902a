using System.Diagnostics;
using System.Text.Json;
using CausalFusion.Data;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.ML;
using CausalFusion.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Samples.Plane;

/// <summary>One network, trained on random AR splits, drawing at several places of the plane of AR steps × diffusion steps, and editing.</summary>
internal sealed class PlaneRun(PlaneOptions options)
{
    private const int Columns = 10, DiffusionSteps = 50;
    private const double Guidance = 2;

    private static readonly int[] _arSteps = [1, 2, 4, 8];

    /// <summary>The rows and columns of the picture of the whole plane; the last row is a token at a time.</summary>
    private static readonly int[] _planeArSteps = [1, 2, 4, 8, 16, 49], _planeDiffusionSteps = [2, 4, 8, 16, 32, 64];

    public int Run(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Output);
        if (options.Train)
        {
            Train(cancellationToken);
            return 0;
        }
        using CausalFusionModel model = CausalFusionModel.Load(options.Model);
        Draw(model, 4, cancellationToken); // compilation and first allocations belong to no measurement
        var speeds = new Dictionary<string, double>();
        foreach (int arSteps in _arSteps)
        {
            speeds[$"arSteps{arSteps}"] = Draw(model, arSteps, cancellationToken);
        }
        DrawPlane(model, cancellationToken);
        Edit(model, cancellationToken);
        File.WriteAllText(Path.Combine(options.Output, "speed.json"), JsonSerializer.Serialize(speeds));
        return 0;
    }

    private void Train(CancellationToken cancellationToken)
    {
        using IImageDataset images = FashionMnist.Load(FashionMnist.Find(), train: true);
        using var model = new CausalFusionModel(
            new CausalFusionConfig
            {
                ImageSize = 28,
                Channels = 1,
                PatchSize = 4,
                Width = 96,
                Layers = 4,
                Heads = 4,
                Classes = FashionMnist.ClassNames.Count,
                LearnedPositions = true,
                Target = PredictionTarget.Clean,
            },
            seed: 7);
        var trainer = new Trainer(new TrainingOptions
        {
            Steps = options.Steps,
            BatchSize = 64,
            NoisedCopies = 2,
            TimestepSharing = TimestepSharing.ArStep,
            LearningRate = 2e-3,
            WarmupSteps = 200,
            EmaDecay = 0.999,
            HorizontalFlip = false,
            Seed = 7,
            CheckpointPath = Path.Combine(options.Output, "checkpoint.safetensors"),
            CheckpointInterval = 500,
        });
        TrainingResult result = trainer.Train(model, images, new TrainingLine(), cancellationToken);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.Model))!);
        model.Save(options.Model);
        Console.WriteLine($"{options.Model}: {model.Config.ParameterCount:N0} parameters, final loss {result.FinalLoss:f4}");
    }

    /// <summary>Draws ten images of each class in a number of AR steps.</summary>
    /// <returns>Images per second.</returns>
    private double Draw(CausalFusionModel model, int arSteps, CancellationToken cancellationToken)
    {
        GenerationRequest[] requests =
            [.. Enumerable.Range(0, FashionMnist.ClassNames.Count * Columns).Select(i => new GenerationRequest(i / Columns, (ulong)i))];
        var generation = new GenerationOptions { ArSteps = arSteps, DiffusionSteps = DiffusionSteps, GuidanceScale = Guidance, BatchSize = 50 };
        long started = Stopwatch.GetTimestamp();
        using Tensor images = new ImageGenerator(model).Generate(requests, generation, cancellationToken: cancellationToken);
        double perSecond = requests.Length / Stopwatch.GetElapsedTime(started).TotalSeconds;

        string picture = Path.Combine(options.Output, $"ar-steps-{arSteps}.png");
        Grid(FashionMnist.ClassNames, PixelConversion.ToPixels(images), Columns,
            $"{arSteps} AR {(arSteps == 1 ? "step" : "steps")} of {DiffusionSteps} diffusion steps").Save(picture);
        Console.WriteLine($"{picture}: {perSecond:f1} images/s");
        return perSecond;
    }

    /// <summary>Draws one request at many places of the plane.</summary>
    private void DrawPlane(CausalFusionModel model, CancellationToken cancellationToken)
    {
        var request = new GenerationRequest(Condition: 9, Seed: 4);
        var grid = new ImageGrid(_planeArSteps.Length, _planeDiffusionSteps.Length, 28, 28, channels: 1)
        {
            Title = "One request, by AR and diffusion steps",
            RowLabels = [.. _planeArSteps.Select(steps => $"{steps} AR step{(steps == 1 ? "" : "s")}")],
            ColumnLabels = [.. _planeDiffusionSteps.Select(steps => $"{steps}")],
        };
        for (int row = 0; row < grid.Rows; row++)
        {
            for (int column = 0; column < grid.Columns; column++)
            {
                var generation = new GenerationOptions
                {
                    ArSteps = _planeArSteps[row],
                    DiffusionSteps = _planeDiffusionSteps[column],
                    Sampler = SamplerMethod.Ddim(),
                    GuidanceScale = Guidance,
                };
                using Tensor image = new ImageGenerator(model).Generate([request], generation, cancellationToken: cancellationToken);
                grid.Set(row, column, PixelConversion.ToPixels(image)[0]);
            }
        }
        string picture = Path.Combine(options.Output, "plane.png");
        grid.Save(picture);
        Console.WriteLine($"{picture}: {grid.Rows} × {grid.Columns} places");
    }

    /// <summary>Keeps a part of real images and draws the rest anew, under their own class and then under others.</summary>
    private void Edit(CausalFusionModel model, CancellationToken cancellationToken)
    {
        using IImageDataset test = FashionMnist.Load(FashionMnist.Find(), train: false);
        TokenGrid grid = model.Config.Grid;
        (string Name, EditMask Mask)[] masks =
        [
            ("center", EditMask.Center(grid)), ("outside", EditMask.Outside(grid)), ("top", EditMask.Top(grid)),
            ("bottom", EditMask.Bottom(grid)), ("left", EditMask.Left(grid)), ("right", EditMask.Right(grid)),
        ];
        const int Sources = 3, Targets = 3;
        byte[][] sources = new byte[Sources][];
        int[] labels = new int[Sources];
        for (int i = 0; i < Sources; i++)
        {
            test.Read(i, sources[i] = new byte[test.Shape.ValueCount], out labels[i]);
        }

        var editor = new ImageEditor(model);
        var generation = new GenerationOptions { ArSteps = 2, DiffusionSteps = DiffusionSteps, GuidanceScale = Guidance };
        var rows = new List<byte[]>();
        foreach ((_, EditMask mask) in masks)
        {
            for (int i = 0; i < Sources; i++)
            {
                // The source, then drawn anew under its own class and under the next ones.
                using DisposeScope scope = NewDisposeScope();
                Tensor image = PixelConversion.ToTensor(sources[i], test.Shape).expand(Targets, -1, -1, -1);
                GenerationRequest[] requests = [.. Enumerable.Range(0, Targets).Select(
                    t => new GenerationRequest((labels[i] + (3 * t)) % FashionMnist.ClassNames.Count, (ulong)t))];
                rows.Add(sources[i]);
                rows.AddRange(PixelConversion.ToPixels(editor.Edit(image, mask, requests, generation, cancellationToken: cancellationToken)));
            }
        }
        string picture = Path.Combine(options.Output, "edits.png");
        Grid([.. masks.Select(m => m.Name)], rows, Sources * (1 + Targets), "Real, then redrawn: own class and two others").Save(picture);
        Console.WriteLine($"{picture}: {masks.Length * Sources * Targets} edits");
    }

    private static ImageGrid Grid(IReadOnlyList<string> rows, IReadOnlyList<byte[]> images, int columns, string title)
    {
        var grid = new ImageGrid(rows.Count, columns, 28, 28, channels: 1) { RowLabels = rows, Title = title };
        for (int i = 0; i < images.Count; i++)
        {
            grid.Set(i / columns, i % columns, images[i]);
        }
        return grid;
    }
}
