using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Files;
using CausalFusion.Generation;
using CausalFusion.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Models;

/// <summary>Networks whose kind the one who asks for them does not know.</summary>
public sealed class DenoiserTests : IDisposable
{
    private static readonly CausalFusionConfig _causal = new() { ImageSize = 4, Channels = 1, PatchSize = 2, Width = 8, Layers = 1, Heads = 2, Classes = 3 };
    private static readonly DitConfig _dit = new() { ImageSize = 4, Channels = 4, PatchSize = 2, Width = 8, Layers = 1, Heads = 2, Classes = 3 };

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("bundle", ModelKind.CausalFusion)]
    [InlineData("bundle", ModelKind.DiT)]
    [InlineData("pt", ModelKind.CausalFusion)]
    [InlineData("pt", ModelKind.DiT)]
    public void A_file_tells_its_kind_its_shape_and_its_network(string format, string kind)
    {
        using IDenoiser network = Network(kind);
        network.Save(_folder["bundle"]);
        using (ModelFile bundle = ModelFile.Open(_folder["bundle"]))
        {
            PyTorchWriter.Save(_folder["pt"], bundle.Weights);
        }

        using ModelFile file = ModelFile.Open(_folder[format]);
        using IDenoiser loaded = IDenoiser.Load(file, network.Config);

        Assert.Equal(kind, ModelKind.Of(file));
        Assert.Equal(kind, loaded.Config.Kind);
        Assert.Equal(network.Config, IDenoiserConfig.Of(file, network.Config));
        Assert.Equal(network.GetType(), loaded.GetType());
        Assert.Equal(Drawn(network), Drawn(loaded));
    }

    [Theory]
    [InlineData(ModelKind.CausalFusion)]
    [InlineData(ModelKind.DiT)]
    public void A_bundle_in_a_stream_is_the_one_in_a_file(string kind)
    {
        using IDenoiser network = Network(kind);
        var entries = new Dictionary<string, string> { ["note"] = "1" };
        using var stream = new MemoryStream();
        network.Save(stream, entries);
        network.Save(_folder["bundle"], entries);
        Assert.Equal(File.ReadAllBytes(_folder["bundle"]), stream.ToArray());

        stream.Position = 0;
        using ModelBundle bundle = ModelBundle.Open(stream, "stream", leaveOpen: true);
        using IDenoiser streamed = IDenoiser.Load(bundle), filed = IDenoiser.Load(_folder["bundle"]);
        Assert.Equal(Drawn(network), Drawn(streamed));
        Assert.Equal(Drawn(network), Drawn(filed));
    }

    [Theory]
    [InlineData(ModelKind.CausalFusion)]
    [InlineData(ModelKind.DiT)]
    public void Loading_draws_no_weights_that_the_file_replaces(string kind)
    {
        using IDenoiser network = kind == ModelKind.DiT
            ? new DiffusionTransformer(new DitConfig { ImageSize = 8, Channels = 1, PatchSize = 2, Width = 256, Layers = 2, Heads = 4, Classes = 3 }, seed: 5)
            : new CausalFusionModel(new CausalFusionConfig { ImageSize = 8, Channels = 1, PatchSize = 2, Width = 256, Layers = 2, Heads = 4, Classes = 3 }, seed: 5);
        network.Save(_folder["bundle"]);
        IDenoiser.Load(_folder["bundle"]).Dispose();

        // What is drawn goes through managed memory; what is read does not.
        long before = GC.GetAllocatedBytesForCurrentThread();
        using IDenoiser loaded = IDenoiser.Load(_folder["bundle"]);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, network.Config.ParameterCount * sizeof(float) / 4);
        loaded.Save(_folder["again"]);
        Assert.Equal(File.ReadAllBytes(_folder["bundle"]), File.ReadAllBytes(_folder["again"]));
    }

    [Fact]
    public void What_is_no_such_network_is_named()
    {
        KlAutoencoderConfig shape = new() { ImageChannels = 1, LatentChannels = 4, LatentScale = 1, BaseChannels = 4, ChannelMultipliers = [1], ResidualBlocks = 1, NormGroups = 2 };
        using (var autoencoder = new KlAutoencoder(shape))
        {
            autoencoder.Save(_folder["kl"]);
        }
        using (IDenoiser network = Network(ModelKind.DiT))
        {
            network.Save(_folder["dit"]);
        }

        using ModelFile kl = ModelFile.Open(_folder["kl"]), dit = ModelFile.Open(_folder["dit"]);
        SafetensorsWriter.Save(_folder["bare"], kl.Weights);
        using ModelFile bare = ModelFile.Open(_folder["bare"]);
        SafetensorsWriter.Save(_folder["other"], [("weight", zeros(2))]);
        using ModelFile other = ModelFile.Open(_folder["other"]);

        string expected = "kind: expected a model of kind 'causalfusion' or 'dit', found 'kl-autoencoder'";
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => IDenoiser.Load(kl)).Message, StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => IDenoiserConfig.Of(bare)).Message, StringComparison.Ordinal);
        Assert.Contains(
            $"expected the configuration of a model of kind 'dit', as '{_folder["dit"]}' holds one, found one of kind 'causalfusion'",
            Assert.Throws<ArgumentException>(() => IDenoiser.Load(dit, _causal)).Message, StringComparison.Ordinal);
        Assert.Null(ModelKind.Of(other));
        Assert.Throws<StateDictMismatchException>(() => IDenoiser.Load(other));
    }

    [Fact]
    public void A_generator_of_either_kind_draws_what_that_of_the_kind_draws()
    {
        using IDenoiser causal = Network(ModelKind.CausalFusion), dit = Network(ModelKind.DiT);
        var guided = new GenerationOptions { DiffusionSteps = 2, GuidanceScale = 2 };

        Assert.Equal(Values(new ImageGenerator((CausalFusionModel)causal), guided), Values(new ImageGenerator(causal), guided));
        Assert.Equal(Values(new ImageGenerator((DiffusionTransformer)dit), guided), Values(new ImageGenerator(dit), guided));
        Assert.Equal(Values(new ImageGenerator((DiffusionTransformer)dit, guidedChannels: 1), guided), Values(new ImageGenerator(dit, guidedChannels: 1), guided));
        Assert.NotEqual(Values(new ImageGenerator(dit), guided), Values(new ImageGenerator(dit, guidedChannels: 1), guided));
        Assert.Contains("guided in all channels, found 2", Assert.Throws<ArgumentException>(() => new ImageGenerator(causal, guidedChannels: 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageGenerator(dit, guidedChannels: 0));
    }

    [Fact]
    public void Options_that_DiT_cannot_follow_are_named_and_those_that_it_can_are_not()
    {
        var options = new GenerationOptions();
        Assert.Equal("ArSteps must be 1 for DiT, which draws all tokens of an image at once; found 2.", Message(options with { ArSteps = 2 }));
        Assert.Equal("Split must be null or of one AR step for DiT, which draws all tokens of an image at once; found cosine:3.", Message(options with { Split = ArSplitPolicy.Cosine(3) }));
        Assert.Equal("Order must be the default, random, for DiT, which draws all tokens of an image at once; found raster.", Message(options with { Order = TokenOrder.Raster }));
        Assert.Equal(
            "GuidanceRamp must be Constant for DiT, which draws all tokens of an image at once; found Linear.", Message(options with { GuidanceRamp = GuidanceRamp.Linear }));
        Assert.Contains("DiffusionSteps must lie in 1…1000; found 0", Message(options with { DiffusionSteps = 0 }), StringComparison.Ordinal);

        (options with { Split = ArSplitPolicy.Equal(1), ArSteps = 3, GuidanceScale = 2, GuidanceInterval = GuidanceInterval.Timesteps(1, 2), Temperature = 0 }).Validate(_dit, 1000);
        (options with { ArSteps = 2, Order = TokenOrder.Raster, GuidanceRamp = GuidanceRamp.Linear }).Validate(_causal, 1000);

        string Message(GenerationOptions bad) => Assert.Throws<ArgumentException>(() => bad.Validate(_dit, 1000)).Message;
    }

    private static IDenoiser Network(string kind)
    {
        // DiT's last layer is zero at first; with other weights what it draws depends on all of them.
        using var noGrad = no_grad();
        IDenoiser network = kind == ModelKind.DiT ? new DiffusionTransformer(_dit, seed: 3) : new CausalFusionModel(_causal, seed: 3);
        using var generator = new Generator(7);
        foreach ((string name, Tensor weight) in ((nn.Module)network).state_dict().Where(item => item.Key != "pos_embed"))
        {
            weight.add_(randn(weight.shape, generator: generator) * 0.1);
        }
        return network;
    }

    private static float[] Drawn(IDenoiser network) => Values(new ImageGenerator(network), new() { DiffusionSteps = 2 });

    private static float[] Values(ImageGenerator generator, GenerationOptions options) => [.. generator.Generate([new(1, 5)], options).data<float>()];
}
