using System.Diagnostics;
using CausalFusion.Diffusion;
using CausalFusion.Families;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Transfusion;
using CausalFusion.Generation;
using CausalFusion.ML;
using CausalFusion.Models;
using CausalFusion.Randomness;
using CausalFusion.Samples.Demo.Drawing;
using CausalFusion.Samples.Shapes;
using CausalFusion.Text;
using CausalFusion.Training;

namespace CausalFusion.Samples.Demo.Text;

/// <summary>The demo of text and images: one network that generates by prompt, captions, and edits by prompt; and Transfusion beside it.</summary>
internal sealed class TextDemoRun(TextDemoOptions options)
{
    private const int Asked = 200, Captioned = 400, Edited = 100, Rows = 8, Columns = 8;

    public int Run()
    {
        Directory.CreateDirectory(options.Output);
        long started = Stopwatch.GetTimestamp();
        var held = new ShapesDataset(Captioned, JointNetwork.Size, options.Seed + 1, JointNetwork.Pairs, heldOut: true);
        Vocabulary vocabulary = VocabularyTrainer.Train(
            Enumerable.Range(0, 5_000).SelectMany(new ShapesDataset(5_000, JointNetwork.Size, options.Seed, JointNetwork.Pairs).CaptionsOf),
            new VocabularyTrainingOptions { Size = 512 });
        var text = new TextShape { Vocabulary = vocabulary.Size, MaxTokens = 20 };
        var shape = new CausalFusionConfig
        {
            ImageSize = JointNetwork.Size,
            Channels = 3,
            PatchSize = 8,
            Width = 128,
            Layers = 5,
            Heads = 4,
            Classes = 0,
            LearnedPositions = true,
            Target = PredictionTarget.Clean,
            Text = text,
        };
        TextDemoSummary ours = Measure("CausalFusion", shape, vocabulary, held);
        TextDemoSummary baseline = Measure("Transfusion", new TransfusionConfig
        {
            ImageSize = shape.ImageSize,
            Channels = shape.Channels,
            PatchSize = shape.PatchSize,
            Width = shape.Width,
            Layers = shape.Layers,
            Heads = shape.Heads,
            Classes = 0,
            LearnedPositions = true,
            Target = shape.Target,
            Text = text,
        }, vocabulary, held);
        SummaryFile.Save(Path.Combine(options.Output, "summary.json"), ours with { Transfusion = baseline });
        Print(ours, baseline);
        Console.WriteLine($"\n{options.Output}: the pictures. The whole demo took {Stopwatch.GetElapsedTime(started):m\\:ss}.");
        return 0;
    }

    private TextDemoSummary Measure(string name, ImageModelConfig config, Vocabulary vocabulary, ShapesDataset held)
    {
        Console.WriteLine($"{name}: training {config.ParameterCount:N0} parameters on shapes and what is said of them");
        using ImageModel model = ModelFamilies.Create(config, options.Seed);
        model.Info = model.Info with { Vocabulary = vocabulary };
        var network = new JointNetwork(model, options);
        var line = new TrainingLine();
        TrainingResult result = network.Train(line);
        string file = name.ToLowerInvariant();
        model.Save(Path.Combine(options.Output, $"{file}.model"));
        var chart = new LineChart { Title = $"{name}: training loss", XLabel = "step", YLabel = "image loss and weighed text loss" };
        chart.Add(new ChartSeries("loss", line.Losses, Smoothing: 0.97));
        chart.Save(Path.Combine(options.Output, $"{file}-loss.svg"));

        Console.WriteLine($"{name}: {Asked} prompts of one shape and {Asked} of two, none of them trained on");
        double one = Shown(network, pairs: 0), two = Shown(network, pairs: 1), oneArStep = Shown(network, pairs: 0, arSteps: 1);
        Console.WriteLine($"  {one:p1} of one shape and {two:p1} of two are as asked for in color and shape");
        SavePrompts(network, name, Path.Combine(options.Output, $"{file}-prompts.png"));

        Console.WriteLine($"{name}: captions of {Captioned} images that were not trained on");
        byte[][] images = [.. Enumerable.Range(0, held.Count).Select(i => ImageOf(held, i))];
        SceneDescription[] shown = [.. Enumerable.Range(0, held.Count).Select(i => held.SceneOf(i).Description)];
        IReadOnlyList<Caption> captions = network.Describe(images);
        SceneMatch[] matches = JointNetwork.Matches(shown, captions);
        SaveCaptions(images, captions, $"{name}: captions", Path.Combine(options.Output, $"{file}-captions.png"));
        foreach ((SceneDescription scene, Caption caption) in shown.Zip(captions).Take(5))
        {
            Console.WriteLine($"  {SceneCaption.Of(scene),-60}{caption.Text}");
        }
        return new TextDemoSummary
        {
            Parameters = config.ParameterCount,
            Steps = result.Steps,
            TrainImagesPerSecond = line.ImagesPerSecond,
            ImageColorShapeAccuracy = one,
            PairImageColorShapeAccuracy = two,
            OneArStepImageColorShapeAccuracy = oneArStep,
            CaptionColorShapeAccuracy = matches.Average(match => match.ColorAndKind ? 1.0 : 0),
            CaptionExactAccuracy = matches.Average(match => match.All ? 1.0 : 0),
            Cider = JointNetwork.Cider(shown, captions),
            EditColorShapeAccuracy = config.Capabilities.CanEdit ? Edits(network, Path.Combine(options.Output, $"{file}-edits.png")) : null,
            TextLoss = result.FinalTextLoss ?? double.NaN,
            ImageLoss = result.FinalLoss - (JointNetwork.TextLossWeight * TextShare(line, result)),
        };
    }

    /// <summary>The mean of the text loss over all steps, those without text counted as none.</summary>
    private static double TextShare(TrainingLine line, TrainingResult result) =>
        (result.FinalTextLoss ?? 0) * line.TextLosses.TakeLast(100).Count(loss => loss is not null) / Math.Min(100, line.Losses.Count);

    private double Shown(JointNetwork network, double pairs, int? arSteps = null)
    {
        SceneDescription[] asked = Descriptions(Asked, pairs, 2);
        byte[][] images = network.Draw([.. asked.Select(SceneCaption.Of)], options.Seed + 1000, arSteps);
        return JointNetwork.Shown(asked.Zip(images));
    }

    private void SavePrompts(JointNetwork network, string name, string path)
    {
        string[] prompts = [.. Descriptions(Rows, JointNetwork.Pairs, 3).Select(SceneCaption.Of)];
        byte[][] images = network.Draw([.. prompts.SelectMany(prompt => Enumerable.Repeat(prompt, Columns))], options.Seed + 2000);
        var grid = new ImageGrid(Rows, Columns, JointNetwork.Size, JointNetwork.Size, 3)
        {
            RowLabels = prompts,
            Title = $"{name}: prompts that were not trained on",
        };
        foreach ((int i, byte[] image) in images.Index())
        {
            grid.Set(i / Columns, i % Columns, image);
        }
        grid.Save(path);
    }

    private static void SaveCaptions(byte[][] images, IReadOnlyList<Caption> captions, string title, string path)
    {
        var grid = new ImageGrid(Rows, 1, JointNetwork.Size, JointNetwork.Size, 3)
        {
            RowLabels = [.. captions.Take(Rows).Select(caption => caption.Text)],
            Title = title,
        };
        for (int i = 0; i < Rows; i++)
        {
            grid.Set(i, 0, images[i]);
        }
        grid.Save(path);
    }

    /// <summary>Puts a shape to the right of one: the left half of the image is kept.</summary>
    private double Edits(JointNetwork network, string path)
    {
        var random = new RandomStream(options.Seed, 4);
        SceneDescription[] asked =
        [
            .. Descriptions(Edited, 1, 5).Select(scene => SceneDescription.Pair(scene.First, ShapeRelation.LeftOf, scene.Second!)),
        ];
        byte[][] before =
        [
            .. asked.Select(scene => ShapeRenderer.Render(
                ShapeScene.Place(SceneDescription.Of(scene.First, ShapePosition.Left), random), JointNetwork.Size).Pixels),
        ];
        string[] prompts = [.. asked.Select(SceneCaption.Of)];
        byte[][] after = network.Edit(before, prompts, options.Seed + 3000);
        var grid = new ImageGrid(Rows, 2, JointNetwork.Size, JointNetwork.Size, 3)
        {
            RowLabels = prompts[..Rows],
            ColumnLabels = ["before", "after"],
            Title = "The right half anew, by a prompt",
        };
        for (int i = 0; i < Rows; i++)
        {
            grid.Set(i, 0, before[i]);
            grid.Set(i, 1, after[i]);
        }
        grid.Save(path);
        return JointNetwork.Shown(asked.Zip(after));
    }

    private SceneDescription[] Descriptions(int count, double pairs, ulong name)
    {
        var random = new RandomStream(options.Seed, name);
        return [.. Enumerable.Range(0, count).Select(_ => SceneSampler.Next(random, pairs, heldOut: true))];
    }

    private static byte[] ImageOf(ShapesDataset images, int index)
    {
        byte[] pixels = new byte[images.Shape.ValueCount];
        images.Read(index, pixels);
        return pixels;
    }

    private static void Print(TextDemoSummary ours, TextDemoSummary baseline)
    {
        Console.WriteLine($"\n  {"",-58}{"CausalFusion",14}{"Transfusion",14}");
        foreach ((string name, Func<TextDemoSummary, string> value) in new (string, Func<TextDemoSummary, string>)[]
        {
            ("parameters", figures => $"{figures.Parameters:N0}"),
            ("training, images/s", figures => $"{figures.TrainImagesPerSecond:f0}"),
            ("images of one shape: color and shape as asked for", figures => $"{figures.ImageColorShapeAccuracy:p1}"),
            ("the same in one AR step", figures => $"{figures.OneArStepImageColorShapeAccuracy:p1}"),
            ("images of two shapes: colors and shapes as asked for", figures => $"{figures.PairImageColorShapeAccuracy:p1}"),
            ("captions: colors and shapes right", figures => $"{figures.CaptionColorShapeAccuracy:p1}"),
            ("captions: all right", figures => $"{figures.CaptionExactAccuracy:p1}"),
            ("captions: CIDEr-D", figures => $"{figures.Cider:f2}"),
            ("edits: colors and shapes as asked for", figures => figures.EditColorShapeAccuracy is { } share ? $"{share:p1}" : "can't edit"),
            ("text loss", figures => $"{figures.TextLoss:f3}"),
            ("image loss", figures => $"{figures.ImageLoss:f4}"),
        })
        {
            Console.WriteLine($"  {name,-58}{value(ours),14}{value(baseline),14}");
        }
    }
}
