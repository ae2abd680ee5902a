using CausalFusion.Autoencoders;
using CausalFusion.Conditions;
using CausalFusion.Data;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Files;
using CausalFusion.Images;
using CausalFusion.Latents;
using CausalFusion.Randomness;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Latents;

public sealed class LatentCacheTests : IDisposable
{
    private static readonly ImageShape _shape = new(16, 8, 3);

    private readonly TemporaryFolder _folder = new();
    private readonly KlAutoencoder _autoencoder = SmallAutoencoders.Load("autoencoder_sd");

    public void Dispose()
    {
        _autoencoder.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false, 1e-6)]
    [InlineData(true, 2e-3)]
    public void Readings_are_scaled_samples_of_what_the_autoencoder_says_of_the_image_or_its_mirror_image(bool half, double tolerance)
    {
        using var scope = NewDisposeScope();
        using IImageDataset images = Images(11);
        LatentCache.Encode(images, _autoencoder, _folder.Path, new LatentCacheOptions { ShardSize = 4, BatchSize = 3, HalfPrecision = half });
        Assert.Equal(
            ["latents-00000-of-00003.safetensors", "latents-00001-of-00003.safetensors", "latents-00002-of-00003.safetensors"], _folder.FileNames);

        using LatentDataset latents = LatentDataset.Open(_folder.Path);
        Assert.Equal((11, 5, new ImageShape(4, 2, 4), _shape), (latents.Count, latents.ClassCount, latents.Shape, latents.ImageShape));
        Assert.Equal(["a", "b", "c", "d", "e"], latents.ClassNames);
        Assert.Equal(LatentSpace.Of(_autoencoder), latents.Space);
        for (int i = 0; i < 11; i++)
        {
            foreach (bool mirror in new[] { false, true })
            {
                Tensor image = PixelConversion.ToTensor(Image(i), _shape);
                using LatentPosterior posterior = _autoencoder.Encode(mirror ? image.flip(3) : image);
                float[] noise = new float[32];
                new RandomStream(7, (ulong)i).FillNormal(noise);
                Tensor expected = posterior.Sample(tensor(noise, [1, 4, 4, 2])) * 0.18215;

                float[] values = new float[32];
                latents.Read(i, mirror, new RandomStream(7, (ulong)i), values, out Condition condition);
                Approximately.Equal(expected.reshape(-1), tensor(values), tolerance, $"image {i}");
                Assert.Equal(i % 5, condition.Class);
            }
        }
    }

    [Fact]
    public void Pixels_that_are_cached_come_back_as_they_were()
    {
        using IImageDataset images = Images(3);
        using var pixels = new PixelAutoencoder(3);
        LatentCache.Encode(images, pixels, _folder.Path);
        using LatentDataset latents = LatentDataset.Open(_folder.Path);
        float[] expected = new float[_shape.ValueCount], values = new float[_shape.ValueCount];
        for (int i = 0; i < 6; i++)
        {
            ((ITrainingDataset)images).Read(i / 2, i % 2 == 1, new RandomStream(1), expected, out Condition _);
            latents.Read(i / 2, i % 2 == 1, new RandomStream(1), values, out Condition _);
            Assert.Equal(expected, values);
        }
    }

    [Fact]
    public void An_interrupted_encoding_goes_on_where_it_stopped_and_gives_the_same_files()
    {
        using IImageDataset images = Images(10);
        var options = new LatentCacheOptions { ShardSize = 4, BatchSize = 2 };
        LatentCache.Encode(images, _autoencoder, _folder["whole"], options);

        using var cancellation = new CancellationTokenSource();
        var seen = new List<LatentCacheProgress>();
        Assert.Throws<OperationCanceledException>(
            () => LatentCache.Encode(images, _autoencoder, _folder["part"], options, new Immediately<LatentCacheProgress>(p =>
        {
            seen.Add(p);
            if (p.FinishedImages == 6)
            {
                cancellation.Cancel();
            }
        }), cancellation.Token));
        Assert.Equal([2, 4, 6], seen.Select(p => p.FinishedImages));
        Assert.All(seen, p => Assert.True(p.Images == 10 && p.ImagesPerSecond > 0 && p.TimeLeft > TimeSpan.Zero));
        Assert.Equal(["latents-00000-of-00003.safetensors"], Directory.EnumerateFiles(_folder["part"]).Select(Path.GetFileName));
        string message = Assert.Throws<DatasetNotFoundException>(() => LatentDataset.Open(_folder["part"])).Message;
        Assert.Contains("expected 3 files of latents, found no 'latents-00001-of-00003.safetensors'", message, StringComparison.Ordinal);

        DateTime untouched = File.GetLastWriteTimeUtc(Path.Combine(_folder["part"], "latents-00000-of-00003.safetensors"));
        seen.Clear();
        LatentCache.Encode(images, _autoencoder, _folder["part"], options, new Immediately<LatentCacheProgress>(seen.Add));
        Assert.Equal([6, 8, 10], seen.Select(p => p.FinishedImages));
        Assert.Equal(untouched, File.GetLastWriteTimeUtc(Path.Combine(_folder["part"], "latents-00000-of-00003.safetensors")));
        foreach (string file in Directory.EnumerateFiles(_folder["whole"]))
        {
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(_folder["part"], Path.GetFileName(file))));
        }
    }

    [Fact]
    public void Latents_of_something_else_are_left_alone()
    {
        using IImageDataset images = Images(6), more = Images(7), others = Images(6, first: 1);
        using KlAutoencoder other = SmallAutoencoders.Load("autoencoder_mar");
        var options = new LatentCacheOptions { ShardSize = 4 };
        LatentCache.Encode(images, _autoencoder, _folder.Path, options);
        byte[] before = File.ReadAllBytes(_folder["latents-00000-of-00002.safetensors"]);

        foreach (Action different in new Action[]
        {
            () => LatentCache.Encode(more, _autoencoder, _folder.Path, options),
            () => LatentCache.Encode(others, _autoencoder, _folder.Path, options),
            () => LatentCache.Encode(images, other, _folder.Path, options),
            () => LatentCache.Encode(images, _autoencoder, _folder.Path, options with { ShardSize = 5 }),
            () => LatentCache.Encode(images, _autoencoder, _folder.Path, options with { Mirrored = false }),
            () => LatentCache.Encode(images, _autoencoder, _folder.Path, options with { HalfPrecision = true }),
        })
        {
            Assert.Contains("found others; another folder", Assert.Throws<InvalidDataException>(different).Message, StringComparison.Ordinal);
        }
        Assert.Equal(before, File.ReadAllBytes(_folder["latents-00000-of-00002.safetensors"]));
        Assert.Equal(2, _folder.FileNames.Count());
    }

    [Fact]
    public void Files_that_do_not_belong_together_or_are_damaged_are_named()
    {
        Assert.Throws<DatasetNotFoundException>(() => LatentDataset.Open(_folder["none"]));
        Assert.Throws<DatasetNotFoundException>(() => LatentDataset.Open(_folder.Path));
        using IImageDataset images = Images(6), more = Images(7);
        var options = new LatentCacheOptions { ShardSize = 4 };
        LatentCache.Encode(images, _autoencoder, _folder["six"], options);
        LatentCache.Encode(more, _autoencoder, _folder["seven"], options);
        const string Second = "latents-00001-of-00002.safetensors";
        string path = Path.Combine(_folder["six"], Second);

        File.Copy(Path.Combine(_folder["seven"], Second), path, overwrite: true);
        Assert.Contains($"{Second}': expected latents of the same data set",
            Assert.Throws<InvalidDataException>(() => LatentDataset.Open(_folder["six"])).Message, StringComparison.Ordinal);

        using (var scope = NewDisposeScope())
        {
            SafetensorsWriter.Save(path, [("mean", zeros(2))]);
            Assert.Contains(
                "expected a file of cached latents", Assert.Throws<InvalidDataException>(
                    () => LatentDataset.Open(_folder["six"])).Message, StringComparison.Ordinal);
            LatentCache.Encode(images, _autoencoder, _folder["again"], options);
            using var reader = new SafetensorsReader(Path.Combine(_folder["again"], Second));
            (string, Tensor)[] tensors = [.. reader.ReadAll().Select(item => (item.Key, item.Value))];
            SafetensorsWriter.Save(
                path, [.. tensors.Where(item => item.Item1 != "labels"), ("labels", tensor(new long[] { 0, 5 }))], reader.Metadata.ToDictionary());
            Assert.Contains(
                "labels from 0 to 4, found 5 at 1", Assert.Throws<InvalidDataException>(
                    () => LatentDataset.Open(_folder["six"])).Message, StringComparison.Ordinal);
            SafetensorsWriter.Save(path, [.. tensors.Where(item => item.Item1 != "std"), ("std", zeros(2))], reader.Metadata.ToDictionary());
            Assert.Contains("tensor 'std': expected Float32 (2, 2, 4, 4, 2), found Float32 (2)",
                Assert.Throws<InvalidDataException>(() => LatentDataset.Open(_folder["six"])).Message, StringComparison.Ordinal);
            Dictionary<string, string> metadata = reader.Metadata.ToDictionary();
            metadata["shard"] = metadata["shard"].Replace("\"images\":6", "\"images\":-6", StringComparison.Ordinal);
            SafetensorsWriter.Save(path, tensors, metadata);
            Assert.Contains("Images must be at least 1", Assert.Throws<InvalidDataException>(() => LatentDataset.Open(_folder["six"])).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using IImageDataset images = Images(2);
        using var gray = new PixelAutoencoder(1);
        Assert.Contains(
            "expected images of 1 channels", Assert.Throws<ArgumentException>(
                () => LatentCache.Encode(images, gray, _folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "ShardSize", Assert.Throws<ArgumentException>(
                () => LatentCache.Encode(images, _autoencoder, _folder.Path, new() { ShardSize = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "BatchSize", Assert.Throws<ArgumentException>(
                () => LatentCache.Encode(images, _autoencoder, _folder.Path, new() { BatchSize = 0 })).Message, StringComparison.Ordinal);
        Assert.Empty(_folder.FileNames);

        LatentCache.Encode(images, _autoencoder, _folder.Path, new() { Mirrored = false });
        using LatentDataset latents = LatentDataset.Open(_folder.Path);
        Assert.Contains("flips must be off", Assert.Throws<ArgumentException>(() => Read(0, mirror: true, 32)).Message, StringComparison.Ordinal);
        Assert.Contains("32 values", Assert.Throws<ArgumentException>(() => Read(0, mirror: false, 31)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Read(2, mirror: false, 32));
        Read(1, mirror: false, 32);

        void Read(int index, bool mirror, int length) => latents.Read(index, mirror, new RandomStream(1), new float[length], out _);
    }

    [Fact]
    public void A_network_trains_from_latents_with_the_same_result_every_time()
    {
        using IImageDataset images = Images(10, new ImageShape(16, 16, 3));
        LatentCache.Encode(images, _autoencoder, _folder.Path, new LatentCacheOptions { ShardSize = 4 });
        using LatentDataset latents = LatentDataset.Open(_folder.Path);
        CausalFusionConfig config = Tiny.Config with { ImageSize = 4, PatchSize = 1, Channels = 4 };
        using CausalFusionModel first = Trained(seed: 1), second = Trained(seed: 1), other = Trained(seed: 2);
        using var scope = NewDisposeScope();
        Assert.True(Head(first).bytes.SequenceEqual(Head(second).bytes));
        Assert.False(Head(first).bytes.SequenceEqual(Head(other).bytes));

        CausalFusionModel Trained(ulong seed)
        {
            var model = new CausalFusionModel(config, seed: 3);
            new Trainer(new TrainingOptions { Steps = 4, BatchSize = 3, WarmupSteps = 0, LearningRate = 1e-3, Seed = seed }).Train(model, latents);
            return model;
        }

        static Tensor Head(CausalFusionModel model) => model.state_dict()["final_layer.1.weight"];
    }

    private static byte[] Image(int index, ImageShape? shape = null) =>
        [.. Enumerable.Range(0, (shape ?? _shape).ValueCount).Select(i => (byte)((index * 37) + (i * (index + 3))))];

    private static IImageDataset Images(int count, ImageShape? shape = null, int first = 0)
    {
        using var builder = new ImageDatasetBuilder(shape ?? _shape) { ClassNames = ["a", "b", "c", "d", "e"] };
        for (int i = 0; i < count; i++)
        {
            builder.Add(Image(first + i, shape), i % 5);
        }
        return builder.Build();
    }
}
