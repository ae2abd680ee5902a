using CausalFusion.Autoencoders;
using CausalFusion.Diffusion;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Networks;

/// <summary>Networks from files: published checkpoints, and networks of latents beside their autoencoder.</summary>
[Collection(nameof(RunsAlone))]
public sealed class ModelFileSourceTests : IDisposable
{
    private const int ImageSize = 16;

    private static readonly GenerationOptions _sampling = new() { DiffusionSteps = 2, BatchSize = 3 };

    private readonly MLContext _ml = new(seed: 3);
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_published_checkpoint_draws_edits_and_gives_features_with_its_averaged_weights()
    {
        string path = Path.Combine(Repository.Golden, "pt_causalfusion.pt");
        using (CausalFusionModel averaged = CausalFusionModel.Load(path))
        {
            averaged.Save(_folder["averaged"]);
        }
        IDataView rows = _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 4).Select(i => new Row { Label = i % 3, Seed = (ulong)i, Image = TestPictures.Image(i) }).ToArray());

        Assert.Equal(Outputs(rows, _folder["averaged"]), Outputs(rows, path));
    }

    [Fact]
    public void A_network_of_latents_draws_edits_and_gives_features_through_its_autoencoder_saved_or_not()
    {
        (string network, string autoencoder) = Latent();
        IDataView rows = _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 4).Select(i => new Row { Label = i % 2, Seed = (ulong)i, Image = TestPictures.Image(i, 20) }).ToArray());
        long before = LiveTensors.CountHeld();
        using (var chain = Chain(network, autoencoder).Fit(rows))
        {
            IDataView transformed = chain.Transform(rows);
            Assert.Equal(new ImageDataViewType(ImageSize, ImageSize), transformed.Schema["Drawn"].Type);
            using var file = new MemoryStream();
            _ml.Model.Save(chain, rows.Schema, file);
            using var loaded = (IDisposable)new MLContext().Model.Load(file, out _);

            Assert.Equal(Texts(transformed), Texts(((ITransformer)loaded).Transform(rows)));
        }
        Assert.Equal(before, LiveTensors.CountHeld());
    }

    [Fact]
    public void A_network_of_latents_alone_or_with_another_autoencoder_is_refused()
    {
        (string network, string autoencoder) = Latent();
        Assert.Contains("AutoencoderFile", Assert.Throws<ArgumentException>(() => _ml.Transforms.GenerateImages("Drawn", "Label", network)).Message,
            StringComparison.Ordinal);

        using (var other = new KlAutoencoder(SmallAutoencoders.Mar))
        {
            other.Save(_folder["other"]);
        }
        var options = new ImageGenerationOptions { AutoencoderFile = _folder["other"], Generation = _sampling };
        Assert.Contains(
            "latents of the network's 4 channels; found 6", Assert.Throws<ArgumentException>(
                () => _ml.Transforms.GenerateImages("Drawn", "Label", network, options)).Message,
            StringComparison.Ordinal);

        IDataView rows = _ml.Data.LoadFromEnumerable(new[] { new Row { Image = TestPictures.Image(0, 20) } });
        using var fitted = Chain(network, autoencoder).Fit(rows);
        Assert.Contains(
            "networks from files",
            Assert.Throws<ArgumentException>(
                () => _ml.Transforms.GenerateImages("Again", "Label", fitted, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_chain_with_several_networks_the_last_generator_gives_both_its_network_and_its_ways()
    {
        Assert.NotEqual(Bundle("first", 1), Bundle("second", 2));
        IDataView rows = _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 4).Select(i => new Row { Label = i % 2, Seed = (ulong)i, Image = TestPictures.Image(i) }).ToArray());
        using var chain =
            _ml.Transforms.GenerateImages("Drawn", "Label", _folder["first"], new() { Generation = _sampling with { GuidanceScale = 3 } })
            .Append(_ml.Transforms.FeaturizeImages("Features", "Image", _folder["second"])).Fit(rows);

        using ImageGenerationTransformer again = _ml.Transforms.GenerateImages("Again", "Label", chain).Fit(rows);
        using ImageEditingTransformer editor = _ml.Transforms.EditImages("Edited", "Image", chain).Fit(rows);
        using ImageEditingTransformer expected = _ml.Transforms.EditImages(
            "Edited", "Image", _folder["first"], new() { Generation = _sampling with { GuidanceScale = 3 } }).Fit(rows);

        Assert.Equal(TestPictures.Hashes(chain.Transform(rows), "Drawn"), TestPictures.Hashes(again.Transform(rows), "Again"));
        Assert.Equal(TestPictures.Hashes(expected.Transform(rows), "Edited"), TestPictures.Hashes(editor.Transform(rows), "Edited"));

        byte[] Bundle(string name, ulong seed)
        {
            using CausalFusionModel network = Tiny.Model(seed: seed);
            network.Save(_folder[name]);
            return File.ReadAllBytes(_folder[name]);
        }
    }

    [Fact]
    public void A_file_that_leaves_its_configuration_open_takes_it_from_the_options()
    {
        var config = new CausalFusionConfig { ImageSize = 8, Channels = 1, PatchSize = 4, Width = 8, Layers = 1, Heads = 2, Classes = 2 };
        using (var model = new CausalFusionModel(config))
        {
            CausalFusion.Files.SafetensorsWriter.Save(_folder["bare"], model.state_dict().Select(item => (item.Key, item.Value)));
        }
        IDataView rows = _ml.Data.LoadFromEnumerable(new[] { new Row { Label = 1 } });

        Assert.Throws<InvalidDataException>(() => _ml.Transforms.GenerateImages("Drawn", "Label", _folder["bare"], new() { Generation = _sampling }));
        var options = new ImageGenerationOptions { Generation = _sampling, Like = config };
        using ImageGenerationTransformer generator = _ml.Transforms.GenerateImages("Drawn", "Label", _folder["bare"], options).Fit(rows);
        Assert.Single(TestPictures.Hashes(generator.Transform(rows), "Drawn"));
    }

    public void Dispose() => _folder.Dispose();

    private (string Network, string Autoencoder) Latent()
    {
        using var autoencoder = new KlAutoencoder(SmallAutoencoders.StableDiffusion);
        autoencoder.Save(_folder["autoencoder"]);
        var config = new CausalFusionConfig
        {
            ImageSize = 4,
            Channels = 4,
            PatchSize = 2,
            Width = 8,
            Layers = 2,
            Heads = 2,
            Classes = 2,
            Target = PredictionTarget.Clean,
        };
        using CausalFusionModel network = Tiny.Model(config, seed: 4);
        network.Info = network.Info with { LatentSpace = LatentSpace.Of(autoencoder) };
        network.Save(_folder["network"]);
        return (_folder["network"], _folder["autoencoder"]);
    }

    private EstimatorChain<ImageFeaturizationTransformer> Chain(string network, string? autoencoder) =>
        _ml.Transforms.GenerateImages("Drawn", "Label", network, new() { AutoencoderFile = autoencoder, Generation = _sampling })
            .Append(_ml.Transforms.EditImages("Edited", "Image", network,
                new() { AutoencoderFile = autoencoder, Sizing = ImageSizing.CenterCrop, Mask = "top", Generation = _sampling }))
            .Append(_ml.Transforms.FeaturizeImages(
                "Features", "Image", network, new() { AutoencoderFile = autoencoder, Sizing = ImageSizing.Resize }));

    private List<string> Outputs(IDataView rows, string network)
    {
        using var chain = Chain(network, null).Fit(rows);
        return Texts(chain.Transform(rows));
    }

    private static List<string> Texts(IDataView data) =>
        [.. TestPictures.Hashes(data, "Drawn"), .. TestPictures.Hashes(data, "Edited"), .. data.GetColumn<float[]>("Features")
            .Select(row => string.Join(' ', row))];

    private sealed class Row
    {
        public int Label { get; set; }

        public ulong Seed { get; set; }

        [ImageType(8, 8)] // Not that all of them are.
        public MLImage? Image { get; set; }
    }
}
