using CausalFusion.AI;
using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Families;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.ML.Tests.Data;
using CausalFusion.Models;
using Microsoft.Extensions.AI;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Networks;

/// <summary>What ML.NET saved is a model file like any other.</summary>
[Collection(nameof(RunsAlone))]
public sealed class PipelineFileTests : IDisposable
{
    private static readonly GenerationOptions _sampling = new() { DiffusionSteps = 2 };

    private readonly MLContext _ml = new(seed: 3);
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_pipeline_draws_edits_featurizes_and_serves_as_its_network_does()
    {
        using var trained = new Trained();
        _ml.Model.Save(trained.Model, trained.Train.Schema, _folder["pipeline.zip"]);
        trained.Generator.SaveModelFile(_folder["network"]);
        IDataView texts = trained.Requests(3);

        Assert.Equal(Drawn(_folder["network"], texts), Drawn(_folder["pipeline.zip"], texts));
        Assert.Equal(Edited(_folder["network"], trained.Train), Edited(_folder["pipeline.zip"], trained.Train));
        Assert.Equal(Features(_folder["network"], trained.Train), Features(_folder["pipeline.zip"], trained.Train));
        Assert.Equal(await Served(_folder["network"]), await Served(_folder["pipeline.zip"]));
        using ModelFile file = ModelFile.Open(_folder["pipeline.zip"]);
        Assert.Equal(TestPictures.Labels, ModelInfo.Of(file).ClassNames);
        Assert.Null(file.OpenAutoencoder());
    }

    [Fact]
    public void Names_that_the_options_gave_are_in_the_pipeline_for_others()
    {
        using (CausalFusionModel network = Tiny.Model())
        {
            network.Save(_folder["nameless"]);
        }
        string[] names = ["a", "b", "c", "d", "e", "f", "none"];
        IDataView rows = _ml.Data.LoadFromEnumerable([new Request { Label = "none" }]);
        using (ImageGenerationTransformer named = _ml.Transforms.GenerateImages("Image", "Label", _folder["nameless"],
            new ImageGenerationOptions { ClassNames = names }).Fit(rows))
        {
            _ml.Model.Save(named, rows.Schema, _folder["named.zip"]);
        }
        using ImageModel loaded = ModelFamilies.Load(_folder["named.zip"]);
        Assert.Equal(names, loaded.Info.ClassNames);
    }

    [Fact]
    public void Of_several_networks_one_is_chosen_by_its_step_and_none_by_chance()
    {
        foreach (ulong seed in (ulong[])[1, 2])
        {
            using CausalFusionModel network = Tiny.Model(seed: seed);
            network.Save(_folder[$"{seed}"]);
        }
        IDataView rows = _ml.Data.LoadFromEnumerable([new Numbered { Label = 1, Seed = 5 }]);
        using var both = _ml.Transforms.GenerateImages("First", "Label", _folder["1"])
            .Append(_ml.Transforms.GenerateImages("Second", "Label", _folder["2"])).Fit(rows);
        string zip = _folder["both.zip"];
        _ml.Model.Save(both, rows.Schema, zip);

        string message = Assert.Throws<InvalidDataException>(() => _ml.Transforms.GenerateImages("Image", "Label", zip)).Message;
        Assert.Contains("found several, in the steps 'Transform_000', 'Transform_001'", message, StringComparison.Ordinal);
        Assert.Contains($"'{zip}#Transform_000'", message, StringComparison.Ordinal);
        Assert.Equal(Drawn(_folder["1"], rows), Drawn(zip + "#Transform_000", rows));
        Assert.Equal(Drawn(_folder["2"], rows), Drawn(zip + "#Transform_001", rows));
        Assert.NotEqual(Drawn(_folder["1"], rows), Drawn(_folder["2"], rows));
        using (ModelFile part = ModelFile.Open(zip, "Transform_001"))
        {
            Assert.EndsWith("#Transform_001", part.Name, StringComparison.Ordinal);
        }
        Assert.Contains("in the step 'Transform_002'", Assert.Throws<InvalidDataException>(() => ModelFile.Open(zip + "#Transform_002")).Message,
            StringComparison.Ordinal);

        using var same = _ml.Transforms.GenerateImages("First", "Label", _folder["1"])
            .Append(_ml.Transforms.FeaturizeImages("Features", "First", _folder["1"])).Fit(rows);
        _ml.Model.Save(same, rows.Schema, _folder["same.zip"]);
        Assert.Equal(Drawn(_folder["1"], rows), Drawn(_folder["same.zip"], rows));
    }

    [Fact]
    public async Task A_network_of_latents_takes_its_autoencoder_along()
    {
        using (CausalFusionModel network = Tiny.Model(Tiny.Config with { Channels = 4 }))
        {
            network.Save(_folder["network"]);
        }
        using (var autoencoder = new KlAutoencoder(SmallAutoencoders.StableDiffusion))
        {
            autoencoder.Save(_folder["autoencoder"]);
        }
        IDataView rows = _ml.Data.LoadFromEnumerable([new Numbered { Label = 1, Seed = 5 }]);
        var options = new ImageGenerationOptions { AutoencoderFile = _folder["autoencoder"], Generation = _sampling };
        long before = LiveTensors.CountHeld();
        using (ImageGenerationTransformer generator = _ml.Transforms.GenerateImages("Image", "Label", _folder["network"], options).Fit(rows))
        {
            _ml.Model.Save(generator, rows.Schema, _folder["latents.zip"]);
            Assert.Equal(TestPictures.Hashes(generator.Transform(rows), "Image"), Drawn(_folder["latents.zip"], rows));
        }
        Assert.Single(await Served(_folder["latents.zip"], "1"));
        using (KlAutoencoder own = KlAutoencoder.Load(_folder["latents.zip"]))
        {
            Assert.Equal(4, own.Config.LatentChannels);
        }
        Assert.Equal(before, LiveTensors.CountHeld());
    }

    [Fact]
    public void A_damaged_pipeline_and_one_without_a_network_are_named()
    {
        using var trained = new Trained();
        _ml.Model.Save(trained.Model, trained.Train.Schema, _folder["pipeline.zip"]);
        byte[] saved = File.ReadAllBytes(_folder["pipeline.zip"]);
        string damaged = _folder["damaged.zip"];
        for (int i = 1; i < 40; i++)
        {
            byte[] changed = [.. saved];
            changed[saved.Length * i / 40] ^= 0x41;
            File.WriteAllBytes(damaged, changed);
            Refused(damaged, mustFail: false);
            File.WriteAllBytes(damaged, saved[..(saved.Length * i / 40)]);
            Refused(damaged, mustFail: true);
        }
        _ml.Model.Save(trained.Keys, trained.Train.Schema, _folder["keys.zip"]);
        Assert.Contains(
            "without a transformer of CausalFusion", Assert.Throws<InvalidDataException>(() => ModelFile.Open(_folder["keys.zip"])).Message,
            StringComparison.Ordinal);

        static void Refused(string path, bool mustFail)
        {
            try
            {
                ModelFamilies.Load(path).Dispose();
                Assert.False(mustFail);
            }
            catch (Exception exception) when (exception is InvalidDataException or StateDictMismatchException)
            {
                Assert.Contains(path, exception.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Nothing_is_left_of_what_a_pipeline_is_expanded_into()
    {
        using var trained = new Trained();
        _ml.Model.Save(trained.Model, trained.Train.Schema, _folder["pipeline.zip"]);
        string[] before = Directory.GetFiles(Path.GetTempPath(), "causalfusion-*");
        using (ModelFile file = ModelFile.Open(_folder["pipeline.zip"]))
        {
            using ImageModel network = ModelFamilies.Load(file);
        }
        Assert.Equal(before, Directory.GetFiles(Path.GetTempPath(), "causalfusion-*"));
    }

    public void Dispose() => _folder.Dispose();

    private List<string> Drawn(string path, IDataView rows)
    {
        using ImageGenerationTransformer generator =
            _ml.Transforms.GenerateImages("Image", "Label", path, new ImageGenerationOptions { Generation = _sampling }).Fit(rows);
        return TestPictures.Hashes(generator.Transform(rows), "Image");
    }

    private List<string> Edited(string path, IDataView rows)
    {
        using ImageEditingTransformer editor =
            _ml.Transforms.EditImages("Edited", "Image", path, new ImageEditingOptions { Mask = "top", Generation = _sampling }).Fit(rows);
        return TestPictures.Hashes(editor.Transform(rows), "Edited");
    }

    private List<float[]> Features(string path, IDataView rows)
    {
        using ImageFeaturizationTransformer featurizer = _ml.Transforms.FeaturizeImages("Features", "Image", path).Fit(rows);
        return [.. featurizer.Transform(rows).GetColumn<float[]>("Features")];
    }

    private static async Task<List<string>> Served(string path, string prompt = "green")
    {
        using var service = CausalFusionImageGenerator.Load(path, new() { Generation = _sampling });
        var options = new Microsoft.Extensions.AI.ImageGenerationOptions { AdditionalProperties = new() { ["seed"] = 7UL } };
        ImageGenerationResponse response = await service.GenerateImagesAsync(prompt, options, TestContext.Current.CancellationToken);
        return [.. response.Contents.Cast<DataContent>().Select(content => Convert.ToHexString(content.Data.Span))];
    }

    internal sealed class Numbered
    {
        public int Label { get; set; }

        public ulong Seed { get; set; }
    }
}
