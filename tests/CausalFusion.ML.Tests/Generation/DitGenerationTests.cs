using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Factorization;
using CausalFusion.Families;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Dit;
using CausalFusion.Generation;
using CausalFusion.ML.Editing;
using CausalFusion.ML.Featurization;
using CausalFusion.ML.Networks;
using CausalFusion.ML.Saving;
using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;
using ModelFormat = CausalFusion.ML.Hosting.ModelFormat;

namespace CausalFusion.ML.Tests.Generation;

/// <summary>A DiT in the place of CausalFusion's network.</summary>
[Collection(nameof(RunsAlone))]
public sealed class DitGenerationTests : IDisposable
{
    private const int Count = 6;

    private readonly MLContext _ml = new(seed: 3);
    private readonly TemporaryFolder _folder = new();
    private readonly string _file;

    public DitGenerationTests() => _file = Diffusions.Save(_folder["dit"]);

    private IDataView Rows =>
        _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, Count).Select(i => new Row { Number = i % 3, Label = TestPictures.Labels[i % 3], Seed = (ulong)i }).ToArray());

    private static GenerationRequest[] Requests => [.. Enumerable.Range(0, Count).Select(i => new GenerationRequest(i % 3, (ulong)i))];

    [Fact]
    public void It_draws_what_a_generator_draws_by_number_and_by_name()
    {
        List<string> expected = Diffusions.Direct(Requests);
        Assert.Equal(Count, expected.Distinct().Count());

        Assert.Equal(expected, Drawn(Rows, "Number"));
        Assert.Equal(expected, Drawn(Rows, "Label"));
    }

    [Fact]
    public void Each_row_is_drawn_by_its_own_seed_and_guidance()
    {
        float[] scales = [1, 2.5f, float.NaN, 2.5f, 0, 1];
        IDataView rows =
            _ml.Data.LoadFromEnumerable(scales.Select((scale, i) => new Row { Number = i % 3, Other = 90 + i, Guidance = scale }).ToArray());
        var options = new ImageGenerationOptions
        {
            Generation = Diffusions.Sampling with { GuidanceScale = 4 },
            SeedColumnName = "Other",
            GuidanceColumnName = "Guidance",
        };

        List<string> drawn = Drawn(rows, "Number", options);

        Assert.All(
            scales.Index(),
            row => Assert.Equal(
                Diffusions.Direct([new(row.Index % 3, (ulong)(90 + row.Index))],
                    Diffusions.Sampling with { GuidanceScale = float.IsNaN(row.Item) ? 4 : row.Item })[0], drawn[row.Index]));
    }

    [Fact]
    public void It_is_shared_saved_and_loaded_in_every_way_that_there_is()
    {
        List<string> expected = Diffusions.Direct(Requests);
        using ImageGenerationTransformer generator = Generator(_file).Fit(Rows);
        Assert.Equal(Diffusions.Config, generator.Config);
        Assert.Equal(TestPictures.Labels, generator.ClassNames);

        using (ImageGenerationTransformer shared = _ml.Transforms.GenerateImages("Drawn", "Number", generator).Fit(Rows))
        {
            Assert.Equal(expected, TestPictures.Hashes(shared.Transform(Rows), "Drawn"));
        }
        generator.SaveModelFile(_folder["again"]);
        Assert.Equal(DitConfig.FamilyName, ModelBundle.Peek(_folder["again"]).Kind);
        Assert.Equal(expected, Drawn(Rows, "Label", file: _folder["again"]));

        _ml.Model.Save(generator, Rows.Schema, _folder["model.zip"]);
        using (var loaded = (IDisposable)new MLContext().Model.Load(_folder["model.zip"], out _))
        {
            Assert.Equal(expected, TestPictures.Hashes(((ITransformer)loaded).Transform(Rows), "Drawn"));
            Assert.Equal(Diffusions.Config, ((ImageGenerationTransformer)loaded).Config);
        }
        using var stream = new MemoryStream();
        _ml.Model.Save(generator, Rows.Schema, stream);
        using var streamed = (IDisposable)new MLContext().Model.Load(stream, out _);
        Assert.Equal(expected, TestPictures.Hashes(((ITransformer)streamed).Transform(Rows), "Drawn"));
    }

    [Theory]
    [InlineData("pt")]
    [InlineData("safetensors")]
    public void A_published_checkpoint_draws_with_its_averaged_weights(string format)
    {
        // "ema" and "model", as the published training saves them; the golden one has a head count that no preset has.
        string path = Path.Combine(Repository.Golden, "pt_dit." + format);
        using ModelFile file = ModelFile.Open(path);
        var like = new DitConfig { ImageSize = 8, Channels = 1, PatchSize = 4, Width = 24, Layers = 1, Heads = 6, Classes = 3, MlpRatio = 2 };
        using var network = (DitModel)ModelFamilies.Load(file, like);
        using DisposeScope scope = NewDisposeScope();

        List<string> drawn = Drawn(Rows, "Number", new() { Generation = Diffusions.Sampling, Like = like }, path);

        Assert.Equal(Diffusions.Hashes(new ImageGenerator(network).Generate(Requests, Diffusions.Sampling)), drawn);
        Assert.Contains(
            "the number of heads cannot be seen", Assert.Throws<InvalidDataException>(() => Generator(path)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "Like: expected the configuration of a model of kind 'dit'",
            Assert.Throws<ArgumentException>(
                () => Generator(path, new() { Like = CausalFusionPresets.All.Values.First() })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_latents_draws_through_its_autoencoder_and_is_guided_in_the_channels_asked_for()
    {
        using var autoencoder = new KlAutoencoder(SmallAutoencoders.StableDiffusion);
        autoencoder.Save(_folder["autoencoder"]);
        string latent = Diffusions.Save(_folder["latent"], Diffusions.LatentConfig);
        using DitModel network = Diffusions.Make(Diffusions.LatentConfig);
        GenerationOptions guided = Diffusions.Sampling with { GuidanceScale = 3 };
        using DisposeScope scope = NewDisposeScope();
        List<string> Expected(int channels) =>
            Diffusions.Hashes(autoencoder.Decode(
                new ImageGenerator(network).Generate(Requests, guided with { GuidedChannels = channels }) / autoencoder.LatentScale));
        ImageGenerationOptions Options(int? channels) =>
            new() { Generation = guided with { GuidedChannels = channels }, AutoencoderFile = _folder["autoencoder"] };

        Assert.NotEqual(Expected(3), Expected(4));
        Assert.Equal(Expected(3), Drawn(Rows, "Number", Options(null), latent));
        Assert.Equal(Expected(4), Drawn(Rows, "Number", Options(4), latent));

        using ImageGenerationTransformer generator = Generator(latent, Options(4)).Fit(Rows);
        using var stream = new MemoryStream();
        _ml.Model.Save(generator, Rows.Schema, stream);
        using var loaded = (IDisposable)new MLContext().Model.Load(stream, out _);
        using ImageGenerationTransformer shared = _ml.Transforms.GenerateImages("Drawn", "Number", generator).Fit(Rows);
        Assert.Equal(Expected(4), TestPictures.Hashes(((ITransformer)loaded).Transform(Rows), "Drawn"));
        Assert.Equal(Expected(4), TestPictures.Hashes(shared.Transform(Rows), "Drawn"));
        Assert.Contains("AutoencoderFile", Assert.Throws<ArgumentException>(() => Generator(latent)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_it_cannot_follow_are_refused_by_name_when_the_estimator_is_made()
    {
        GenerationOptions sampling = Diffusions.Sampling;
        Assert.Equal("ArSteps must be 1 for a network of kind 'dit', which has no AR axis and generates all tokens of an image at once; found 2.",
            Message(sampling with { ArSteps = 2 }));
        Assert.StartsWith("Split must be null or of one AR step for a network of kind 'dit'",
            Message(sampling with { Split = ArSplitPolicy.Given([1, 3]) }), StringComparison.Ordinal);
        Assert.StartsWith("Order must be the default, random, for a network of kind 'dit'", Message(sampling with { Order = TokenOrder.Dilated(2) }),
            StringComparison.Ordinal);
        Assert.StartsWith("GuidanceRamp must be Constant for a network of kind 'dit'",
            Message(sampling with { GuidanceRamp = CausalFusion.Diffusion.GuidanceRamp.Cosine }), StringComparison.Ordinal);
        Assert.Equal("GuidedChannels must be at least 1, or null; found 0.", Message(sampling with { GuidedChannels = 0 }));

        using ImageGenerationTransformer generator = Generator(_file).Fit(Rows);
        Assert.StartsWith(
            "ArSteps must be 1 for a network of kind 'dit'",
            Assert.Throws<ArgumentException>(() => _ml.Transforms.GenerateImages(
                "Drawn", "Number", generator, new() { Generation = new() { ArSteps = 4 } })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "ClassNames must have 3 names", Assert.Throws<ArgumentException>(
                () => Generator(_file, new() { ClassNames = ["a"] })).Message, StringComparison.Ordinal);

        string Message(GenerationOptions bad) =>
            Assert.Throws<ArgumentException>(() => Generator(_file, new() { Generation = bad })).Message;
    }

    [Fact]
    public void A_CausalFusion_network_is_guided_in_all_channels()
    {
        using var causal = new CausalFusionModel(
            new CausalFusionConfig { ImageSize = 8, Channels = 3, PatchSize = 4, Width = 16, Layers = 1, Heads = 2, Classes = 3 });
        causal.Save(_folder["causal"]);
        Assert.Equal(
            "GuidedChannels must be null for a network of kind 'causalfusion', which is guided in all channels; found 3.",
            Assert.Throws<ArgumentException>(() => Generator(_folder["causal"], new() { Generation = new() { GuidedChannels = 3 } })).Message);
    }

    [Fact]
    public void Editing_and_featurizing_say_that_they_need_another_network_and_where_they_found_this_one()
    {
        string published = Path.Combine(Repository.Golden, "pt_dit.pt");
        foreach (string file in new[] { _file, Diffusions.Save(_folder["latent"], Diffusions.LatentConfig), published })
        {
            Assert.Equal(
                $"'{file}': {Expected("EditImages")}.", Assert.Throws<InvalidDataException>(
                    () => _ml.Transforms.EditImages("Edited", "Image", file)).Message);
            Assert.Equal($"'{file}': {Expected("FeaturizeImages")}.",
                Assert.Throws<InvalidDataException>(() => _ml.Transforms.FeaturizeImages("F", "Image", file)).Message);
        }
        using var chain = _ml.Transforms.CopyColumns("Before", "Number").Append(Generator(_file)).Fit(Rows);
        foreach (ITransformer transformer in new ITransformer[] { chain, chain.LastTransformer })
        {
            Assert.StartsWith(
                $"{Expected("EditImages")} in ImageGenerationTransformer.", Assert.Throws<ArgumentException>(
                    () => _ml.Transforms.EditImages("Edited", "Image", transformer)).Message,
                StringComparison.Ordinal);
            Assert.StartsWith(
                $"{Expected("FeaturizeImages")} in ImageGenerationTransformer.", Assert.Throws<ArgumentException>(
                    () => _ml.Transforms.FeaturizeImages("F", "Image", transformer)).Message,
                StringComparison.Ordinal);
        }

        static string Expected(string purpose) =>
            $"{purpose} needs a network that {(purpose == "EditImages" ? "keeps a part of an image" : "gives features of clean images")}, as "
            + $"CausalFusion can; found one of kind 'dit'";
    }

    [Fact]
    public void A_model_file_that_has_it_in_an_editor_or_a_featurizer_is_refused_and_leaves_no_tensor()
    {
        var editor = new EditorSettings { OutputColumn = "Edited", ImageColumn = "Image", Mask = "top" };
        var featurizer = new FeaturizerSettings { OutputColumn = "Features", ImageColumn = "Image", Layer = 1 };
        AssertRefused(ModelFormat.Editor, (context, network) => ComponentFile.Save(context, ModelFormat.Editor, network, editor));
        AssertRefused(ModelFormat.Featurizer, (context, network) => ComponentFile.Save(context, ModelFormat.Featurizer, network, featurizer));

        void AssertRefused(ModelFormat format, Action<ModelSaveContext, ImageNetwork> save)
        {
            using var stream = new MemoryStream();
            using (var network = new ImageNetwork(Diffusions.Make(), null))
            {
                _ml.Model.Save(new Disguised(context => save(context, network)), Rows.Schema, stream);
            }
            long before = LiveTensors.CountHeld();

            Exception? exception = Assert.ThrowsAny<Exception>(() => new MLContext().Model.Load(stream, out _));

            Assert.Equal(before, LiveTensors.Count);
            while (exception is not null and not InvalidDataException)
            {
                exception = exception.InnerException;
            }
            Assert.StartsWith($"The settings of the component {format.LoaderName} of the model file do not fit its network: ", exception?.Message,
                StringComparison.Ordinal);
            Assert.EndsWith("as CausalFusion can; found one of kind 'dit'.", exception?.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void It_leaves_no_tensor_behind_and_none_more_with_every_pass()
    {
        long before = LiveTensors.CountHeld();
        using (ImageGenerationTransformer generator = Generator(_file).Fit(Rows))
        {
            IDataView drawn = generator.Transform(Rows);
            Assert.Equal(Count, TestPictures.Hashes(drawn, "Drawn").Count);
            long after = LiveTensors.CountHeld();
            for (int pass = 0; pass < 20; pass++)
            {
                Assert.Equal(Count, TestPictures.Hashes(drawn, "Drawn").Count);
            }
            Assert.Equal(after, LiveTensors.CountHeld());
            Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.GenerateImages("Drawn", "Nothing", _file).Fit(Rows));
            Assert.Equal(after, LiveTensors.CountHeld());
        }
        Assert.Equal(before, LiveTensors.CountHeld());
    }

    public void Dispose() => _folder.Dispose();

    private NetworkEstimator<ImageGenerationTransformer> Generator(string file, ImageGenerationOptions? options = null, string label = "Number") =>
        _ml.Transforms.GenerateImages("Drawn", label, file, options ?? new() { Generation = Diffusions.Sampling });

    private List<string> Drawn(IDataView rows, string label, ImageGenerationOptions? options = null, string? file = null)
    {
        using ImageGenerationTransformer generator = Generator(file ?? _file, options, label).Fit(rows);
        return TestPictures.Hashes(generator.Transform(rows), "Drawn");
    }

    /// <summary>Saves itself as something else.</summary>
    private sealed class Disguised(Action<ModelSaveContext> save) : ITransformer
    {
        public bool IsRowToRowMapper => false;

        public void Save(ModelSaveContext ctx) => save(ctx);

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => throw new NotSupportedException();

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

        public IDataView Transform(IDataView input) => throw new NotSupportedException();
    }

    private sealed class Row
    {
        public int Number { get; set; }

        public string Label { get; set; } = "";

        public ulong Seed { get; set; }

        public int Other { get; set; }

        public float Guidance { get; set; }
    }
}
