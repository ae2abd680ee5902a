using System.Text.RegularExpressions;
using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests;

[Collection(nameof(RunsAlone))]
public sealed partial class ReadmeExample : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _oldFolder = Environment.CurrentDirectory;

    public ReadmeExample() => Environment.CurrentDirectory = _folder.Path;

    [Fact]
    public void The_readmes_example_runs()
    {
        Garment[] garments = [.. Enumerable.Range(0, 4).Select(
            i => new Garment { Label = i % 2 == 0 ? "Sneaker" : "Bag", Image = TestPictures.Image(i, 28, isGray: true) })];

        TrainAndDraw(garments, steps: 2);

        Assert.Equal(["1.png", "2.png", "garments.zip"], _folder.FileNames);
        using MLImage drawn = MLImage.CreateFromFile("2.png");
        Assert.Equal((28, 28), (drawn.Width, drawn.Height));
    }

    [Fact]
    public void The_readme_shows_the_example_that_runs()
    {
        string source = File.ReadAllText(Path.Combine(Repository.Root, "tests", "CausalFusion.ML.Tests", "ReadmeExample.cs"));
        string region = Region().Match(source).Groups[1].Value;
        string example = string.Join('\n', region.Split('\n').Select(line => line.Length > 8 ? line[8..] : "")).Trim();

        Assert.Contains($"```csharp\n{example}\n```", File.ReadAllText(Path.Combine(Repository.Root, "README.md")), StringComparison.Ordinal);
        Assert.InRange(example.Split('\n').Length, 8, 14);
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _oldFolder;
        _folder.Dispose();
    }

    private static void TrainAndDraw(IEnumerable<Garment> garments, int steps)
    {
        #region README
        var ml = new MLContext(seed: 7);
        IDataView train = ml.Data.LoadFromEnumerable(garments);    // rows with a label and an MLImage of 28×28 gray pixels
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.ImageGeneration.Trainers.CausalFusion(
                new() { ImageSize = 28, Channels = 1, Training = new() { Steps = steps, BatchSize = 64 } }));
        using var model = pipeline.Fit(train);
        ml.Model.Save(model, train.Schema, "garments.zip");        // the weights are inside

        IDataView requests = ml.Data.LoadFromEnumerable([new Request { Label = "Sneaker", Seed = 1 }, new Request { Label = "Bag", Seed = 2 }]);
        foreach (var drawn in ml.Data.CreateEnumerable<Drawn>(model.Transform(requests), reuseRowObject: false))
            drawn.GeneratedImage.Save($"{drawn.Seed}.png");
        #endregion
    }

    [GeneratedRegex("#region README\n(.*?)#endregion", RegexOptions.Singleline)]
    private static partial Regex Region();

    private sealed class Garment
    {
        public string Label { get; set; } = "";

        [ImageType(28, 28)]
        public MLImage? Image { get; set; }
    }

    private sealed class Drawn
    {
        public ulong Seed { get; set; }

        [ImageType(28, 28)]
        public MLImage GeneratedImage { get; set; } = null!;
    }
}
