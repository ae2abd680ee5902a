using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Dit;
using CausalFusion.Files;
using CausalFusion.Generation;
using CausalFusion.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Models;

/// <summary>Networks whose kind the one who asks for them does not know.</summary>
public sealed class DenoiserTests : IDisposable
{
    private static readonly CausalFusionConfig _causal = new()
    {
        ImageSize = 4,
        Channels = 1,
        PatchSize = 2,
        Width = 8,
        Layers = 1,
        Heads = 2,
        Classes = 3,
    };
    private static readonly DitConfig _dit = new() { ImageSize = 4, Channels = 4, PatchSize = 2, Width = 8, Layers = 1, Heads = 2, Classes = 3 };

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("bundle", CausalFusionConfig.FamilyName)]
    [InlineData("bundle", DitConfig.FamilyName)]
    [InlineData("pt", CausalFusionConfig.FamilyName)]
    [InlineData("pt", DitConfig.FamilyName)]
    public void A_file_tells_its_kind_its_shape_and_its_network(string format, string kind)
    {
        using ImageModel network = Network(kind);
        network.Save(_folder["bundle"]);
        using (ModelFile bundle = ModelFile.Open(_folder["bundle"]))
        {
            PyTorchWriter.Save(_folder["pt"], bundle.Weights);
        }

        using ModelFile file = ModelFile.Open(_folder[format]);
        using ImageModel loaded = ModelFamilies.Load(file, network.Config);

        Assert.Equal(kind, ModelFamilies.Find(file)!.Kind);
        Assert.Equal(kind, loaded.Config.Kind);
        Assert.Equal(network.Config, ModelFamilies.ConfigOf(file, network.Config));
        Assert.Equal(network.GetType(), loaded.GetType());
        Assert.Equal(Drawn(network), Drawn(loaded));
    }

    [Theory]
    [InlineData(CausalFusionConfig.FamilyName)]
    [InlineData(DitConfig.FamilyName)]
    public void A_bundle_in_a_stream_is_the_one_in_a_file(string kind)
    {
        using ImageModel network = Network(kind);
        network.Info = new ModelInfo { Schedule = NoiseSchedule.Linear(500, 2e-4, 0.03), ClassNames = ["ant", "bee", "cat"] };
        using var stream = new MemoryStream();
        network.Save(stream);
        network.Save(_folder["bundle"]);
        Assert.Equal(File.ReadAllBytes(_folder["bundle"]), stream.ToArray());

        stream.Position = 0;
        using ModelBundle bundle = ModelBundle.Open(stream, "stream", leaveOpen: true);
        using ImageModel streamed = ModelFamilies.Load(bundle), filed = ModelFamilies.Load(_folder["bundle"]);
        Assert.Equal(Drawn(network), Drawn(streamed));
        Assert.Equal(Drawn(network), Drawn(filed));
    }

    [Theory]
    [InlineData(CausalFusionConfig.FamilyName)]
    [InlineData(DitConfig.FamilyName)]
    public void Loading_draws_no_weights_that_the_file_replaces(string kind)
    {
        using ImageModel network = kind == DitConfig.FamilyName
            ? new DitModel(new DitConfig { ImageSize = 8, Channels = 1, PatchSize = 2, Width = 256, Layers = 2, Heads = 4, Classes = 3 }, seed: 5)
            : new CausalFusionModel(
                new CausalFusionConfig { ImageSize = 8, Channels = 1, PatchSize = 2, Width = 256, Layers = 2, Heads = 4, Classes = 3 }, seed: 5);
        network.Save(_folder["bundle"]);
        ModelFamilies.Load(_folder["bundle"]).Dispose();

        // What is drawn goes through managed memory; what is read does not.
        long before = GC.GetAllocatedBytesForCurrentThread();
        using ImageModel loaded = ModelFamilies.Load(_folder["bundle"]);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, network.Config.ParameterCount * sizeof(float) / 4);
        loaded.Save(_folder["again"]);
        Assert.Equal(File.ReadAllBytes(_folder["bundle"]), File.ReadAllBytes(_folder["again"]));
    }

    [Fact]
    public void What_is_no_such_network_is_named()
    {
        KlAutoencoderConfig shape = new()
        {
            ImageChannels = 1,
            LatentChannels = 4,
            LatentScale = 1,
            BaseChannels = 4,
            ChannelMultipliers = [1],
            ResidualBlocks = 1,
            NormGroups = 2,
        };
        using (var autoencoder = new KlAutoencoder(shape))
        {
            autoencoder.Save(_folder["kl"]);
        }
        using (ImageModel network = Network(DitConfig.FamilyName))
        {
            network.Save(_folder["dit"]);
        }

        using ModelFile kl = ModelFile.Open(_folder["kl"]), dit = ModelFile.Open(_folder["dit"]);
        SafetensorsWriter.Save(_folder["bare"], kl.Weights);
        using ModelFile bare = ModelFile.Open(_folder["bare"]);
        SafetensorsWriter.Save(_folder["other"], [("weight", zeros(2))]);
        using ModelFile other = ModelFile.Open(_folder["other"]);

        string expected = "kind: expected a model of kind 'causalfusion' or 'transfusion' or 'dit', found 'kl-autoencoder'";
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => ModelFamilies.Load(kl)).Message, StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => ModelFamilies.ConfigOf(bare)).Message, StringComparison.Ordinal);
        Assert.Contains(
            $"expected the configuration of a model of kind 'dit', as '{_folder["dit"]}' holds one, found one of kind 'causalfusion'",
            Assert.Throws<ArgumentException>(() => ModelFamilies.Load(dit, _causal)).Message, StringComparison.Ordinal);
        Assert.Null(ModelFamilies.Find(other));
        Assert.Contains(
            "expected the weights of a model of a kind that is known, by a tensor of its own: 'causalfusion' (x_proj.weight), 'dit'",
            Assert.Throws<InvalidDataException>(() => ModelFamilies.Load(other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_is_sampled_from_its_file_with_the_noise_schedule_that_it_was_trained_with()
    {
        using ImageModel network = Network(CausalFusionConfig.FamilyName);
        float[] ofDefault = Drawn(network);
        network.Info = new ModelInfo { Schedule = NoiseSchedule.Linear(500, 2e-4, 0.03), ClassNames = ["ant", "bee", "cat"] };
        network.Save(_folder["bundle"]);

        using ImageModel loaded = ModelFamilies.Load(_folder["bundle"]);

        Assert.Equal(network.Info.Schedule.Betas.ToArray(), loaded.Info.Schedule.Betas.ToArray());
        Assert.Equal(network.Info.ClassNames, loaded.Info.ClassNames);
        Assert.Equal(Drawn(network), Drawn(loaded));
        Assert.NotEqual(ofDefault, Drawn(loaded));
        Assert.Contains(
            "DiffusionSteps must lie in 1…500",
            Assert.Throws<ArgumentException>(
                () => new ImageGenerator(loaded).Generate([new(1, 5)], new() { DiffusionSteps = 501 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Guidance_of_some_channels_is_for_networks_that_can()
    {
        using ImageModel causal = Network(CausalFusionConfig.FamilyName), dit = Network(DitConfig.FamilyName);
        var guided = new GenerationOptions { DiffusionSteps = 2, GuidanceScale = 2 };

        Assert.Equal(Values(new ImageGenerator(dit), guided), Values(new ImageGenerator(dit), guided with { GuidedChannels = 3 }));
        Assert.NotEqual(Values(new ImageGenerator(dit), guided), Values(new ImageGenerator(dit), guided with { GuidedChannels = 1 }));
        Assert.Contains(
            "guided in all channels; found 2",
            Assert.Throws<ArgumentException>(
                () => Values(new ImageGenerator(causal), guided with { GuidedChannels = 2 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_a_network_without_an_AR_axis_cannot_follow_are_named_and_those_that_it_can_are_not()
    {
        const string Why = "for a network of kind 'dit', which has no AR axis and generates all tokens of an image at once";
        var options = new GenerationOptions();
        Assert.Equal($"ArSteps must be 1 {Why}; found 2.", Message(options with { ArSteps = 2 }));
        Assert.Equal($"Split must be null or of one AR step {Why}; found cosine:3.", Message(options with { Split = ArSplitPolicy.Cosine(3) }));
        Assert.Equal($"Order must be the default, random, {Why}; found raster.", Message(options with { Order = TokenOrder.Raster }));
        Assert.Equal($"GuidanceRamp must be Constant {Why}; found Linear.", Message(options with { GuidanceRamp = GuidanceRamp.Linear }));
        Assert.Contains("DiffusionSteps must lie in 1…1000; found 0", Message(options with { DiffusionSteps = 0 }), StringComparison.Ordinal);

        GenerationOptions good = options with
        {
            Split = ArSplitPolicy.Equal(1),
            ArSteps = 3,
            GuidanceScale = 2,
            GuidanceInterval = GuidanceInterval.Timesteps(1, 2),
            Temperature = 0,
        };
        good.Validate(_dit, NoiseSchedule.Default);
        (options with { ArSteps = 2, Order = TokenOrder.Raster, GuidanceRamp = GuidanceRamp.Linear }).Validate(_causal, NoiseSchedule.Default);

        static string Message(GenerationOptions bad) => Assert.Throws<ArgumentException>(() => bad.Validate(_dit, NoiseSchedule.Default)).Message;
    }

    private static ImageModel Network(string kind)
    {
        // DiT's last layer is zero at first; with other weights what it draws depends on all of them.
        using var noGrad = no_grad();
        ImageModel network = kind == DitConfig.FamilyName ? new DitModel(_dit, seed: 3) : new CausalFusionModel(_causal, seed: 3);
        using var generator = new Generator(7);
        foreach ((string name, Tensor weight) in ((nn.Module)network).state_dict().Where(item => item.Key != "pos_embed"))
        {
            weight.add_(randn(weight.shape, generator: generator) * 0.1);
        }
        return network;
    }

    private static float[] Drawn(ImageModel network) => Values(new ImageGenerator(network), new() { DiffusionSteps = 2 });

    private static float[] Values(ImageGenerator generator, GenerationOptions options) => [.. generator.Generate([new(1, 5)], options).data<float>()];
}
