using System.Diagnostics;
using System.Globalization;
using CausalFusion.Data;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Files;
using CausalFusion.Generation;
using CausalFusion.ML;
using CausalFusion.Samples.Demo.Drawing;
using CausalFusion.Samples.Demo.Shipped;
using CausalFusion.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.Samples.Demo;

/// <summary>The demo from data to figures.</summary>
internal sealed class DemoRun(DemoOptions options)
{
    private const int GridColumns = 10, JudgedPerClass = 50;

    private readonly MLContext _ml = new(seed: (int)options.Seed);

    public int Run()
    {
        long started = Stopwatch.GetTimestamp();
        Directory.CreateDirectory(options.Output);
        var shipped = new ShippedNetworks(_ml, options);
        double first = shipped.DrawPrompt();
        string folder = options.Data ?? FashionMnist.Find();
        using IImageDataset trainingImages = FashionMnist.Load(folder, train: true), testImages = FashionMnist.Load(folder, train: false);

        Console.WriteLine($"1. Training on {trainingImages.Count:N0} images from {folder}");
        var line = new TrainingLine();
        IDataView train = _ml.Data.LoadFromEnumerable(FashionData.Rows(trainingImages)),
            test = _ml.Data.LoadFromEnumerable(FashionData.Rows(testImages));
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label").Append(_ml.ImageGeneration.Trainers.CausalFusion(TrainerOptions(line)));
        TransformerChain<ImageGenerationTransformer> model = pipeline.Fit(train);
        using var disposal = (IDisposable)model;
        var chart = new LineChart { Title = "Training loss", XLabel = "step", YLabel = "weighted squared error" };
        chart.Add(new ChartSeries("loss", line.Losses, Smoothing: 0.97));
        chart.Save(Path.Combine(options.Output, "loss.svg"));

        Console.WriteLine("2. Drawing 10 images of each class");
        string picture = Path.Combine(options.Output, "classes.png");
        long drawing = Stopwatch.GetTimestamp();
        SaveGrid(Sampling.Draw(_ml, model, Sampling.Requests(GridColumns, options.Seed)), picture);
        double perSecond = 10 * GridColumns / Stopwatch.GetElapsedTime(drawing).TotalSeconds;

        Console.WriteLine("3. Saving the pipeline, loading it in a second process, drawing again");
        string zip = Path.Combine(options.Output, "pipeline.zip");
        AtomicFile.Write(zip, stream => _ml.Model.Save(model, train.Schema, stream));
        string here = SecondProcess.Hash(Sampling.Draw(_ml, model, Sampling.OneOfEach(options.Seed))), there = SecondProcess.Run(zip, options.Seed);
        if (here != there)
        {
            Console.Error.WriteLine("The second process drew other images.");
            return 1;
        }

        Console.WriteLine("4. Linear probes: ML.NET's classifier on the network's features, and on raw pixels");
        var labels = _ml.Transforms.Conversion.MapValueToKey("Label");
        double probe = Evaluate(labels.Append(_ml.Transforms.FeaturizeImages("Features", "Image", model.LastTransformer)), train, test, out _);
        double pixels = Evaluate(labels.Append(_ml.Transforms.CopyColumns("Features", "Pixels")), train, test, out ITransformer pixelClassifier);

        Console.WriteLine($"5. Classifying {10 * JudgedPerClass} generated images by the classifier that was trained on real pixels");
        List<GenerationRow> requests = Sampling.Requests(JudgedPerClass, options.Seed + 1_000_000);
        IEnumerable<FashionRow> judged = Sampling.Draw(_ml, model, requests).Zip(requests, (image, request) => FashionData.Row(image, request.Label));
        double agreement =
            _ml.MulticlassClassification.Evaluate(pixelClassifier.Transform(_ml.Data.LoadFromEnumerable(judged.ToList()))).MicroAccuracy;

        Console.WriteLine("6. The networks that come with CausalFusion.Pretrained: garments by class, emoji by names that they were not trained on");
        ShippedSummary measured =
            shipped.MeasureEmoji(shipped.Measure(pixelClassifier, model.LastTransformer, test) with { SecondsToFirstPicture = first });
        SummaryFile.Save(Path.Combine(options.Output, "shipped.json"), measured);

        using Process process = Process.GetCurrentProcess();
        var summary = new DemoSummary
        {
            Parameters = model.LastTransformer.Config.ParameterCount,
            TrainImagesPerSecond = line.ImagesPerSecond,
            SampleImagesPerSecond = perSecond,
            ProbeAccuracy = probe,
            PixelProbeAccuracy = pixels,
            ClassAgreement = agreement,
            PeakMemoryMB = process.PeakWorkingSet64 / 1048576.0,
            FinalLoss = line.FinalLoss,
        };
        SummaryFile.Save(Path.Combine(options.Output, "summary.json"), summary);
        Print(summary, measured, picture, Stopwatch.GetElapsedTime(started));
        return 0;
    }

    private CausalFusionTrainerOptions TrainerOptions(TrainingLine line) => new()
    {
        ImageColumnName = "Image",
        LabelColumnName = "Label",
        SeedColumnName = "Seed",
        ImageSize = FashionData.Size,
        Channels = 1,
        PatchSize = 4,
        Width = 64,
        Layers = 5,
        Heads = 2,
        LearnedPositions = true,
        Target = PredictionTarget.Clean,
        Training = new TrainingOptions
        {
            Steps = options.Steps,
            BatchSize = 32,
            LearningRate = 3e-3,
            WarmupSteps = 100,
            EmaDecay = 0.998,
            Split = ArSplitPolicy.Random(0.5),
            Seed = options.Seed,
        },
        Generation = new GenerationOptions { ArSteps = 1, DiffusionSteps = 25, GuidanceScale = 3, Sampler = SamplerMethod.DpmSolver },
        Progress = line,
    };

    /// <summary>Fits the preparation and a maximum entropy classifier on the training rows.</summary>
    /// <returns>Its accuracy on the test rows.</returns>
    private double Evaluate<T>(EstimatorChain<T> preparation, IDataView train, IDataView test, out ITransformer classifier)
        where T : class, ITransformer
    {
        // Cached at once: normalizing and every iteration of the trainer would run the network again.
        var estimator = preparation
            .AppendCacheCheckpoint(_ml)
            .Append(_ml.Transforms.NormalizeMinMax("Features"))
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
                new() { L1Regularization = 0, L2Regularization = 1e-2f, MaximumNumberOfIterations = 150 }));
        classifier = estimator.Fit(train);
        return _ml.MulticlassClassification.Evaluate(classifier.Transform(test)).MicroAccuracy;
    }

    private static void SaveGrid(IEnumerable<byte[]> images, string path)
    {
        var grid = new ImageGrid(FashionMnist.ClassNames.Count, GridColumns, FashionData.Size, FashionData.Size, channels: 1)
        {
            RowLabels = FashionMnist.ClassNames,
            Title = "Fashion-MNIST, drawn by CausalFusion",
        };
        int i = 0;
        foreach (byte[] image in images)
        {
            grid.Set(i / GridColumns, i % GridColumns, image);
            i++;
        }
        grid.Save(path);
    }

    private static void Print(DemoSummary summary, ShippedSummary shipped, string picture, TimeSpan elapsed)
    {
        Console.WriteLine();
        foreach ((string name, string value) in new[]
        {
            ("parameters", $"{summary.Parameters:N0}"),
            ("training", $"{summary.TrainImagesPerSecond:f0} images/s"),
            ("sampling", $"{summary.SampleImagesPerSecond:f1} images/s"),
            ("final loss", $"{summary.FinalLoss:f4}"),
            ("linear probe on features", $"{summary.ProbeAccuracy:p1}"),
            ("linear probe on pixels", $"{summary.PixelProbeAccuracy:p1}"),
            ("generated images classified as asked for", $"{summary.ClassAgreement:p1}"),
            ("the shipped network of garments: as asked for", $"{shipped.FashionAgreement:p1}"),
            ("its Fréchet distance", $"{shipped.FashionFid:f2}"),
            ("the shipped network of emoji: names followed", Told(shipped.EmojiFollowed, "p1")),
            ("CIDEr-D of its captions", Told(shipped.EmojiCaptionCider, "f2")),
            ("first picture after", $"{shipped.SecondsToFirstPicture:f1} s"),
            ("peak memory", $"{summary.PeakMemoryMB:f0} MB"),
        })
        {
            Console.WriteLine($"  {name,-47}{value,18}");
        }
        Console.WriteLine($"\n{picture}: the images. The whole demo took {elapsed:m\\:ss}.");

        static string Told(double? figure, string format) => figure?.ToString(format, CultureInfo.CurrentCulture) ?? "not measured";
    }
}
