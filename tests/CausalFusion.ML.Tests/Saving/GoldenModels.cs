using System.Globalization;
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
    private const string Generator = "generator", Featurizer = "featurizer";

    /// <summary>Trains a network and writes the files of a pipeline that draws with it and of a transformer that featurizes.</summary>
    public static void Record(string folder)
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

    private static List<byte[]> Draw(MLContext ml, ITransformer generator)
    {
        IEnumerable<Request> requests = TestPictures.Labels.Select((label, i) => new Request { Label = label, Seed = (ulong)i });
        IDataView drawn = generator.Transform(ml.Data.LoadFromEnumerable(requests));
        var images = new List<byte[]>();
        foreach (MLImage image in drawn.GetColumn<MLImage>("GeneratedImage"))
        {
            images.Add(image.Pixels.ToArray());
        }
        return images;
    }

    private static List<float[]> Featurize(MLContext ml, ITransformer featurizer) =>
        [.. featurizer.Transform(ml.Data.LoadFromEnumerable(TestPictures.Make(6))).GetColumn<float[]>("Features")];
}
