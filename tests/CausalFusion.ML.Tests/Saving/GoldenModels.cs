using System.Globalization;
using CausalFusion.Conditions;
using CausalFusion.Diffusion;
using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Saving;

/// <summary>Model files in the repository, and beside them what they gave when they were recorded.</summary>
/// <remarks>
/// Files that users have must be read by every later version.
/// <c>dotnet run --project tests/CausalFusion.ML.Tests -c Release -- record tests/CausalFusion.ML.Tests/Golden</c> records them.
/// </remarks>
internal static class GoldenModels
{
    private const string Generator = "generator", Featurizer = "featurizer", Captioner = "captioner", TextGenerator = "text-generator",
        TextEditor = "text-editor";

    /// <summary>Writes the files that are not there: what was recorded once stays as it is.</summary>
    public static void Record(string folder)
    {
        if (!File.Exists(Model(folder, Generator)))
        {
            RecordClasses(folder);
        }
        if (!File.Exists(Model(folder, Captioner)))
        {
            RecordText(folder);
        }
    }

    /// <summary>The captions that the recorded captioner wrote with their scores, and those that it writes now that it is loaded.</summary>
    public static (List<(string Caption, float Score)> Recorded, List<(string Caption, float Score)> Now) CaptionAgain(string folder)
    {
        var ml = new MLContext();
        using var model = (IDisposable)ml.RegisterCausalFusion().Model.Load(Model(folder, Captioner), out _);
        return (
            [.. File.ReadLines(Values(folder, Captioner)).Select(line => line.Split('\t'))
                .Select(fields => (fields[1], float.Parse(fields[0], CultureInfo.InvariantCulture)))],
            Caption(ml, (ITransformer)model));
    }

    /// <summary>The pixels that the recorded generator drew of prompts, and those that it draws now that it is loaded.</summary>
    public static (List<byte[]> Recorded, List<byte[]> Now) DrawPromptsAgain(string folder)
    {
        var ml = new MLContext();
        using var model = (IDisposable)ml.RegisterCausalFusion().Model.Load(Model(folder, TextGenerator), out _);
        return ([.. File.ReadLines(Values(folder, TextGenerator)).Select(Convert.FromHexString)], DrawPrompts(ml, (ITransformer)model));
    }

    /// <summary>The pixels that the recorded editor gave, and those that it gives now that it is loaded.</summary>
    public static (List<byte[]> Recorded, List<byte[]> Now) EditAgain(string folder)
    {
        var ml = new MLContext();
        using var model = (IDisposable)ml.RegisterCausalFusion().Model.Load(Model(folder, TextEditor), out _);
        return ([.. File.ReadLines(Values(folder, TextEditor)).Select(Convert.FromHexString)], Edit(ml, (ITransformer)model));
    }

    /// <summary>Trains a network that reads text, and writes the files of what captions, draws and edits with it.</summary>
    private static void RecordText(string folder)
    {
        var ml = new MLContext(seed: 1);
        IDataView rows = ml.Data.LoadFromEnumerable(TestPictures.Make(12));
        CausalFusionCaptioningTrainerOptions options = TextNetworks.Options();
        options.Target = PredictionTarget.Clean;
        options.ScoreColumnName = "Score";
        options.Training = options.Training with { Steps = 300, BatchSize = 12, EmaDecay = 0.9, TextLossWeight = 1 };
        using ImageCaptioningTransformer captioner = ml.ImageCaptioning.Trainers.CausalFusion(options).Fit(rows);
        using var generator = ml.Transforms
            .GenerateImages("Drawn", "Caption", captioner, new()
            {
                Generation = new() { DiffusionSteps = 10, ArSteps = 2, GuidanceScale = 2, Negative = Condition.OfText("a blue picture") },
            })
            .Fit(rows);
        using var editor = ml.Transforms
            .EditImages("Edited", "Image", captioner, new()
            {
                Mask = "left", PromptColumnName = "Caption", Generation = new() { DiffusionSteps = 10 },
            })
            .Fit(rows);
        ml.Model.Save(captioner, rows.Schema, Model(folder, Captioner));
        ml.Model.Save(generator, rows.Schema, Model(folder, TextGenerator));
        ml.Model.Save(editor, rows.Schema, Model(folder, TextEditor));
        File.WriteAllLines(Values(folder, Captioner), Caption(ml, captioner).Select(
            row => string.Create(CultureInfo.InvariantCulture, $"{row.Score}\t{row.Caption}")));
        File.WriteAllLines(Values(folder, TextGenerator), DrawPrompts(ml, generator).Select(Convert.ToHexString));
        File.WriteAllLines(Values(folder, TextEditor), Edit(ml, editor).Select(Convert.ToHexString));
    }

    /// <summary>Trains a network and writes the files of a pipeline that draws with it and of a transformer that featurizes.</summary>
    private static void RecordClasses(string folder)
    {
        var ml = new MLContext(seed: 1);
        IDataView rows = ml.Data.LoadFromEnumerable(TestPictures.Make(12));
        CausalFusionTrainerOptions options = TestPictures.Options();
        // A network that learned something: what an untrained one draws shows nothing of its weights.
        options.Target = PredictionTarget.Clean;
        options.Training = options.Training with { Steps = 200, LearningRate = 3e-3, EmaDecay = 0.9 };
        options.Generation = options.Generation with { DiffusionSteps = 20 };
        using var generator = TestPictures.Pipeline(ml, options).Fit(rows);
        using var featurizer = ml.Transforms.FeaturizeImages("Features", "Image", generator).Fit(rows);
        ml.Model.Save(generator, rows.Schema, Model(folder, Generator));
        ml.Model.Save(featurizer, rows.Schema, Model(folder, Featurizer));
        File.WriteAllLines(Values(folder, Generator), Draw(ml, generator).Select(Convert.ToHexString));
        File.WriteAllLines(Values(folder, Featurizer), Featurize(ml, featurizer).Select(Text));
    }

    /// <summary>The pixels that the recorded generator drew, and those that it draws now that it is loaded.</summary>
    public static (List<byte[]> Recorded, List<byte[]> Now) DrawAgain(string folder)
    {
        var ml = new MLContext();
        using var model = (IDisposable)ml.RegisterCausalFusion().Model.Load(Model(folder, Generator), out _);
        return ([.. File.ReadLines(Values(folder, Generator)).Select(Convert.FromHexString)], Draw(ml, (ITransformer)model));
    }

    /// <summary>The features that the recorded featurizer gave, and those that it gives now that it is loaded.</summary>
    public static (List<float[]> Recorded, List<float[]> Now) FeaturizeAgain(string folder)
    {
        var ml = new MLContext();
        using var model = (IDisposable)ml.RegisterCausalFusion().Model.Load(Model(folder, Featurizer), out _);
        return ([.. File.ReadLines(Values(folder, Featurizer)).Select(Numbers)], Featurize(ml, (ITransformer)model));
    }

    private static string Text(float[] numbers) => string.Join(' ', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private static float[] Numbers(string text) => [.. text.Split(' ').Select(number => float.Parse(number, CultureInfo.InvariantCulture))];

    private static string Model(string folder, string name) => Path.Combine(folder, name + ".zip");

    private static string Values(string folder, string name) => Path.Combine(folder, name + ".txt");

    private static List<(string Caption, float Score)> Caption(MLContext ml, ITransformer captioner)
    {
        IDataView captions = captioner.Transform(ml.Data.LoadFromEnumerable(TestPictures.Make(6)));
        return [.. captions.GetColumn<string>("GeneratedCaption").Zip(captions.GetColumn<float>("Score"))];
    }

    private static List<byte[]> DrawPrompts(MLContext ml, ITransformer generator)
    {
        IEnumerable<Prompt> prompts = Enumerable.Range(0, 3).Select(i => new Prompt { Caption = TestPictures.Caption(i), Seed = (ulong)i });
        return Pixels(generator.Transform(ml.Data.LoadFromEnumerable(prompts)), "Drawn");
    }

    private static List<byte[]> Edit(MLContext ml, ITransformer editor)
    {
        List<Picture> pictures = TestPictures.Make(3);
        for (int i = 0; i < pictures.Count; i++)
        {
            pictures[i].Caption = TestPictures.Caption(i + 1);
        }
        return Pixels(editor.Transform(ml.Data.LoadFromEnumerable(pictures)), "Edited");
    }

    private static List<byte[]> Draw(MLContext ml, ITransformer generator)
    {
        IEnumerable<Request> requests = TestPictures.Labels.Select((label, i) => new Request { Label = label, Seed = (ulong)i });
        return Pixels(generator.Transform(ml.Data.LoadFromEnumerable(requests)), "GeneratedImage");
    }

    private static List<byte[]> Pixels(IDataView drawn, string column)
    {
        var images = new List<byte[]>();
        foreach (MLImage image in drawn.GetColumn<MLImage>(column))
        {
            images.Add(image.Pixels.ToArray());
        }
        return images;
    }

    private static List<float[]> Featurize(MLContext ml, ITransformer featurizer) =>
        [.. featurizer.Transform(ml.Data.LoadFromEnumerable(TestPictures.Make(6))).GetColumn<float[]>("Features")];

    private sealed class Prompt
    {
        public string Caption { get; set; } = "";

        public ulong Seed { get; set; }
    }
}
