using System.Collections.Concurrent;
using CausalFusion.ML.Tests.Data;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Docs;

/// <summary>The examples of docs/components.md for what works with a network that is trained already: the one that the repository carries.</summary>
[Collection(nameof(RunsAlone))]
public sealed class ComponentExamples : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _oldFolder = Environment.CurrentDirectory;
    private readonly Garment[] _garments;

    public ComponentExamples()
    {
        Environment.CurrentDirectory = _folder.Path;
        File.Copy(Path.Combine(Repository.Root, "src", "CausalFusion.Pretrained", "networks", "fashion-mnist.safetensors"), "garments.safetensors");
        _garments = [.. Enumerable.Range(0, 8).Select(
            i => new Garment { Label = i % 2 == 0 ? "Sneaker" : "Bag", Seed = (ulong)i, Image = TestPictures.Image(i, 28, isGray: true) })];
    }

    public void Dispose()
    {
        foreach (Garment garment in _garments)
        {
            garment.Image.Dispose();
        }
        Environment.CurrentDirectory = _oldFolder;
        _folder.Dispose();
    }

    [Fact]
    public void Generating()
    {
        var ml = new MLContext(seed: 1);
        IDataView requests = ml.Data.LoadFromEnumerable(_garments);

        #region docs generate
        using var generator = ml.Transforms
            .GenerateImages("Drawn", "Label", "garments.safetensors", new() { Generation = new() { DiffusionSteps = 20, GuidanceScale = 3 } })
            .Fit(requests);
        IDataView drawn = generator.Transform(requests);            // nothing is drawn until rows are read

        using var engine = ml.Model.CreatePredictionEngine<Request, Answer>(generator);
        using MLImage bag = engine.Predict(new Request { Label = "Bag", Seed = 3 }).Drawn;
        #endregion

        List<string> all = TestPictures.Hashes(drawn, "Drawn");
        Assert.Equal(8, all.Count);
        Assert.Contains(TestPictures.Hash(bag), all);
    }

    [Fact]
    public void Engines_of_a_service()
    {
        var ml = new MLContext(seed: 1);
        IDataView requests = ml.Data.LoadFromEnumerable(_garments);
        using var generator = ml.Transforms
            .GenerateImages("Drawn", "Label", "garments.safetensors", new() { Generation = new() { DiffusionSteps = 2 } })
            .Fit(requests);

        #region docs engines
        var options = new PredictionEngineOptions { OwnsTransformer = false };     // the transformer outlives every engine
        var idle = new ConcurrentBag<PredictionEngine<Request, Answer>>();

        byte[] Draw(Request request)                                                // from any thread
        {
            if (!idle.TryTake(out var engine))
                engine = ml.Model.CreatePredictionEngine<Request, Answer>(generator, options);
            using MLImage image = engine.Predict(request).Drawn;
            idle.Add(engine);
            return ImageConversion.ToPng(image);
        }
        #endregion

        byte[][] drawn = new byte[6][];
        Parallel.For(0, drawn.Length, i => drawn[i] = Draw(new Request { Label = "Bag", Seed = (ulong)(i % 2) }));
        Assert.Equal(2, drawn.Select(Convert.ToHexString).Distinct().Count());
        Assert.InRange(idle.Count, 1, drawn.Length);
        Assert.All(idle, engine => engine.Dispose());
    }

    [Fact]
    public void Editing()
    {
        var ml = new MLContext(seed: 1);
        IDataView garments = ml.Data.LoadFromEnumerable(_garments);

        #region docs edit
        using var editor = ml.Transforms
            .EditImages("Edited", "Image", "garments.safetensors", new()
            {
                Mask = "top", LabelColumnName = "Label", Sizing = ImageSizing.CenterCrop,
                Generation = new() { DiffusionSteps = 20 }, Output = ImageOutputKind.Png,
            })
            .Fit(garments);
        byte[][] files = [.. editor.Transform(garments).GetColumn<VBuffer<byte>>("Edited").Select(png => png.DenseValues().ToArray())];
        #endregion

        Assert.Equal(8, files.Length);
        Assert.All(files, file => Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], file[..4]));
    }

    [Fact]
    public void Featurizing_and_evaluating()
    {
        var ml = new MLContext(seed: 1);
        IDataView garments = ml.Data.LoadFromEnumerable(_garments);

        #region docs featurize
        var probe = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.FeaturizeImages("Features", "Image", "garments.safetensors"))
            .AppendCacheCheckpoint(ml)                          // or every pass of the trainer runs the network again
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
        using var classifier = probe.Fit(garments);
        #endregion

        Assert.Equal(8, classifier.Transform(garments).GetColumn<uint>("PredictedLabel").Count());

        #region docs evaluate
        DataFrame requests = GenerationRequestFrames.PerClass(["Sneaker", "Bag"], imagesPerLabel: 4);
        using var generator = ml.Transforms
            .GenerateImages("Image", "Label", "garments.safetensors", new() { Generation = new() { DiffusionSteps = 20, GuidanceScale = 3 } })
            .Fit(requests);
        IDataView drawn = generator.Transform(requests);

        using var featurizer = ml.Transforms.FeaturizeImages("Features", "Image", "garments.safetensors").Fit(garments);
        ImageGenerationMetrics near = ml.ImageGeneration.Evaluate(featurizer.Transform(garments), featurizer.Transform(drawn));
        ClassAgreementMetrics agreement = ml.ImageGeneration.EvaluateClassAgreement(classifier.Transform(drawn));
        Console.WriteLine($"Fréchet distance {near.FrechetDistance:f2}, {agreement.Agreement:p0} seen as what they were asked to be");
        DataFrame perClass = agreement.ToDataFrame();           // Class, Count, Agreement
        #endregion

        Assert.Equal((8, 8, 128), (near.RealCount, near.GeneratedCount, near.Dimension));
        Assert.Equal(2, perClass.Rows.Count);
    }

    [Fact]
    public void Sheets_and_requests()
    {
        var ml = new MLContext(seed: 1);
        #region docs sheet
        string[] classes = ["Sneaker", "Bag", "Coat"];
        DataFrame requests = GenerationRequestFrames.PerClass(classes, imagesPerLabel: 4);      // Label, Seed
        using var generator = ml.Transforms.GenerateImages(
            "Drawn", "Label", "garments.safetensors", new() { Generation = new() { DiffusionSteps = 20 } }).Fit(requests);

        var sheet = new ImageGrid(rows: 3, columns: 4, imageWidth: 28, imageHeight: 28, channels: 1) { RowLabels = classes };
        int place = 0;
        foreach (Answer row in ml.Data.CreateEnumerable<Answer>(generator.Transform(requests), reuseRowObject: false))
        {
            using (row.Drawn)
                sheet.Set(place / 4, place++ % 4, row.Drawn);
        }
        sheet.Save("sheet.png");
        #endregion

        Assert.Equal(12, place);
        using MLImage picture = MLImage.CreateFromFile("sheet.png");
        Assert.InRange(picture.Width, 4 * 3 * 28, 3 * 4 * 3 * 28);
    }

    [Fact]
    public void Saving()
    {
        var ml = new MLContext(seed: 1);
        IDataView rows = ml.Data.LoadFromEnumerable(_garments);
        using var generator =
            ml.Transforms.GenerateImages("Drawn", "Label", "garments.safetensors", new() { Generation = new() { DiffusionSteps = 2 } }).Fit(rows);

        #region docs saving
        ml.Model.Save(generator, rows.Schema, "generator.zip");     // the network is inside
        generator.SaveModelFile("network.safetensors");             // the network alone

        var other = new MLContext();                                // a program that refers to CausalFusion.ML
        ITransformer loaded = other.Model.Load("generator.zip", out DataViewSchema schema);
        #endregion

        Assert.Equal(TestPictures.Hashes(generator.Transform(rows), "Drawn"), TestPictures.Hashes(loaded.Transform(rows), "Drawn"));
        Assert.NotNull(schema.GetColumnOrNull("Label"));
        ((IDisposable)loaded).Dispose();
        Assert.Equal(["garments.safetensors", "generator.zip", "network.safetensors"], _folder.FileNames);
    }

    private sealed class Garment
    {
        public string Label { get; set; } = "";

        public ulong Seed { get; set; }

        [ImageType(28, 28)]
        public MLImage Image { get; set; } = null!;
    }

    #region docs component rows
    internal sealed class Request
    {
        public string Label { get; set; } = "";

        public ulong Seed { get; set; }
    }

    internal sealed class Answer
    {
        [ImageType(28, 28)]
        public MLImage Drawn { get; set; } = null!;
    }
    #endregion
}
