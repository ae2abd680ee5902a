using CausalFusion.ML.Tests;
using CausalFusion.ML.Tests.Data;
#region docs photos usings
using CausalFusion.ML;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
#endregion

// Not within CausalFusion.ML, so that it needs the using directives that a reader's program needs.
namespace CausalFusion.Examples;

/// <summary>The second program of docs/getting-started.md, which trains on a folder of photos.</summary>
[Collection(nameof(RunsAlone))]
public sealed class OwnPhotosExample : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _oldFolder = Environment.CurrentDirectory;

    public OwnPhotosExample() => Environment.CurrentDirectory = _folder.Path;

    public void Dispose()
    {
        Environment.CurrentDirectory = _oldFolder;
        _folder.Dispose();
    }

    [Fact]
    public void A_network_is_trained_on_photos_and_draws_after_it_was_loaded_again_until_it_is_stopped()
    {
        SavePhotos();
        string[] args = ["2"];

        #region docs photos
        int steps = args.Length > 0 ? int.Parse(args[0]) : 1000;
        var ml = new MLContext(seed: 1);
        ml.Log += (_, line) => Console.WriteLine(line.Message);
        IDataView photos = ml.Data.LoadFromEnumerable(ImageFile.EnumerateFolder("photos")
            .Select(file => new Photo { Path = file, Label = Path.GetFileName(Path.GetDirectoryName(file))! }));
        var pipeline = ml.Transforms.LoadImages("Image", "", "Path")
            .Append(ml.ImageGeneration.Trainers.CausalFusion(new()
            {
                ImageSize = 32, Sizing = ImageSizing.CenterCrop,
                Width = 96, Layers = 4, Heads = 4,              // small and quick; the defaults draw better and take longer
                Training = new() { Steps = steps, BatchSize = 32, LearningRate = 1e-3, WarmupSteps = 100, EmaDecay = 0.99 },
            }));
        using (var trained = pipeline.Fit(photos))
            ml.Model.Save(trained.LastTransformer, photos.Schema, "photos.zip");   // what draws, without what reads files
        #endregion

        #region docs photos again
        var other = new MLContext();
        ITransformer generator = other.Model.Load("photos.zip", out _);
        IDataView requests = other.Data.LoadFromEnumerable([new Request { Label = "cats", Seed = 1 }, new Request { Label = "dogs", Seed = 2 }]);
        foreach (DrawnPhoto row in other.Data.CreateEnumerable<DrawnPhoto>(generator.Transform(requests), reuseRowObject: false))
            row.GeneratedImage.Save($"{row.Label}-{row.Seed}.png");
        #endregion

        #region docs cancel
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        using var stoppable = ((ImageGenerationTransformer)generator).WithCancellation(patience.Token); // shares the network
        IDataView images = stoppable.Transform(requests);   // reading them throws OperationCanceledException after five minutes
        #endregion

        Assert.Equal(2, TestPictures.Hashes(images).Count);
        patience.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => TestPictures.Hashes(images));
        ((IDisposable)generator).Dispose();
        Assert.Equal(["cats-1.png", "dogs-2.png", "photos.zip"], _folder.FileNames);
    }

    [Fact]
    public void A_chain_that_is_saved_whole_asks_for_a_column_of_paths_and_reads_none()
    {
        SavePhotos();
        var ml = new MLContext(seed: 1);
        string[] names = ["cats", "dogs"];
        IDataView photos = ml.Data.LoadFromEnumerable(names.Select(name => new Photo { Path = Path.Combine("photos", name, "1.png"), Label = name }));
        var options = TestPictures.Options(steps: 1);
        options.Sizing = ImageSizing.CenterCrop;
        using (var trained = ml.Transforms.LoadImages("Image", "", "Path").Append(ml.ImageGeneration.Trainers.CausalFusion(options)).Fit(photos))
        {
            ml.Model.Save(trained, photos.Schema, "whole.zip");
        }
        Directory.Delete("photos", recursive: true);
        using var loaded = (IDisposable)ml.Model.Load("whole.zip", out _);
        var chain = (ITransformer)loaded;
        IDataView withPaths = ml.Data.LoadFromEnumerable([new Photo { Label = "cats" }, new Photo { Label = "dogs", Path = "photos/dogs/1.png" }]);
        IDataView withoutPaths = ml.Data.LoadFromEnumerable([new Request { Label = "cats" }]);

        Assert.Equal(2, TestPictures.Hashes(chain.Transform(withPaths)).Count);
        Assert.Contains("'Path'", Assert.ThrowsAny<ArgumentException>(() => chain.Transform(withoutPaths)).Message, StringComparison.Ordinal);
    }

    private static void SavePhotos()
    {
        foreach (string name in new[] { "cats", "dogs" })
        {
            Directory.CreateDirectory(Path.Combine("photos", name));
            using MLImage photo = TestPictures.Image(name[0], 64, isGray: false);
            photo.Save(Path.Combine("photos", name, "1.png"));
            File.WriteAllBytes(Path.Combine("photos", name, "Thumbs.db"), [1]);
            File.WriteAllBytes(Path.Combine("photos", name, ".DS_Store"), [1]);
        }
    }

    #region docs photos rows
    internal sealed class Photo
    {
        public string Path { get; set; } = "";

        public string Label { get; set; } = "";
    }

    internal sealed class Request
    {
        public string Label { get; set; } = "";

        public ulong Seed { get; set; }
    }

    internal sealed class DrawnPhoto
    {
        public string Label { get; set; } = "";

        public ulong Seed { get; set; }

        [ImageType(32, 32)]
        public MLImage GeneratedImage { get; set; } = null!;
    }
    #endregion
}
