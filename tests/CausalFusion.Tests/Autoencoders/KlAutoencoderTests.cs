using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Families;
using CausalFusion.Families.Dit;
using CausalFusion.Files;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Autoencoders;

public sealed class KlAutoencoderTests
{
    [Theory]
    [InlineData("autoencoder_mar")]
    [InlineData("autoencoder_sd")]
    public void Encoding_and_decoding_are_those_of_the_reference(string file)
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Ours(file + "_io");
        using KlAutoencoder autoencoder = SmallAutoencoders.Load(file);

        using LatentPosterior posterior = autoencoder.Encode(golden["x"]);
        Approximately.Equal(golden["mean"], posterior.Mean, 1e-5, "mean");
        Approximately.Equal(golden["mean"], posterior.Mode, 1e-5, "mode");
        Approximately.Equal(golden["logvar"], posterior.LogVariance, 1e-5, "log-variance");
        Approximately.Equal(golden["std"], posterior.StandardDeviation(), 1e-5, "standard deviation");
        Approximately.Equal(golden["sample"], posterior.Sample(golden["eps"]), 1e-5, "sample");
        Approximately.Equal(golden["kl"], posterior.KullbackLeibler(), 1e-5, "divergence");
        Approximately.Equal(golden["decoded"], autoencoder.Decode(golden["sample"]), 1e-5, "decoded");
    }

    [Theory]
    [InlineData("autoencoder_sd_diffusers")]
    [InlineData("autoencoder_sd_diffusers_018")]
    public void The_names_of_the_diffusers_library_load_the_same_autoencoder(string file)
    {
        using KlAutoencoder published = SmallAutoencoders.Load("autoencoder_sd"), diffusers = SmallAutoencoders.Load(file);
        AssertSameWeights(published, diffusers);
    }

    [Fact]
    public void A_file_of_PyTorch_loads_the_same_autoencoder()
    {
        using KlAutoencoder safetensors = SmallAutoencoders.Load("autoencoder_mar");
        using KlAutoencoder pickled = KlAutoencoder.Load(Path.Combine(Repository.Golden, "autoencoder_mar.pt"), SmallAutoencoders.Mar);
        AssertSameWeights(safetensors, pickled);
    }

    [Fact]
    public void The_names_of_the_diffusers_library_are_understood_for_every_tensor_of_the_published_shape()
    {
        // An attention at every level, which none of the published autoencoders has.
        KlAutoencoderConfig config = SmallAutoencoders.Mar with { EncoderAttentionLevels = [0, 1, 2], DecoderAttentionLevels = [0, 1, 2] };
        using var autoencoder = new KlAutoencoder(config);
        Assert.Equal("decoder.up.0.attn.2.proj_out.bias", KlCheckpointNames.Renamed("decoder.up_blocks.2.attentions.2.to_out.0.bias", 3));
        Assert.Equal("decoder.up.2.attn.0.norm.weight", KlCheckpointNames.Renamed("decoder.up_blocks.0.attentions.0.group_norm.weight", 3));
        Assert.Equal("encoder.down.1.attn.1.q.weight", KlCheckpointNames.Renamed("encoder.down_blocks.1.attentions.1.query.weight", 3));
        Assert.Equal("decoder.up_blocks.x.resnets", KlCheckpointNames.Renamed("decoder.up_blocks.x.resnets", 3));
        Assert.All(autoencoder.state_dict().Keys, name => Assert.Equal(name, KlCheckpointNames.Renamed(name, 3)));
    }

    [Fact]
    public void An_autoencoder_inside_a_larger_checkpoint_is_found_and_the_rest_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using KlAutoencoder original = SmallAutoencoders.Load("autoencoder_sd");
        IEnumerable<(string, Tensor)> inside = original.state_dict().Select(item => ("first_stage_model." + item.Key, item.Value));
        (string Name, Tensor Tensor)[] whole =
        [
            (
                "model.diffusion_model.input_blocks.0.0.weight", zeros(3)), ("model_ema.decay", zeros(1)), (
                    "model_ema.diffusion_modelinput_blocks00weight", zeros(3)),
            .. inside, ("cond_stage_model.transformer.text_model.final_layer_norm.bias", zeros(2)), ("alphas_cumprod", zeros(4)),
        ];
        SafetensorsWriter.Save(folder["whole.safetensors"], whole);
        PyTorchWriter.Save(folder["whole.ckpt"], whole.Select(item => ("state_dict." + item.Name, item.Tensor)));
        IEnumerable<(string, Tensor)> trained = original.state_dict().Select(item => (item.Key, item.Value));
        SafetensorsWriter.Save(
            folder["trained.safetensors"], [.. trained, ("loss.logvar", zeros(1)), ("model_ema.decay", zeros(1)), (
                "model_ema.encoderconv_inweight", zeros(1))]);

        foreach (string name in new[] { "whole.safetensors", "whole.ckpt", "trained.safetensors" })
        {
            using KlAutoencoder loaded = KlAutoencoder.Load(folder[name], SmallAutoencoders.StableDiffusion);
            AssertSameWeights(original, loaded);
        }
        foreach (string name in new[] { "whole.safetensors", "whole.ckpt" })
        {
            using ModelFile file = ModelFile.Open(folder[name]);
            Assert.True(KlAutoencoder.Recognizes(file));
            Assert.Null(ModelFamilies.Find(file));
            Assert.Equal(original.state_dict().Keys.Order(), file.Weights.Entries.Keys.Order());
            Assert.Contains(
                "found 'kl-autoencoder'", Assert.Throws<InvalidDataException>(() => ModelFamilies.Load(file)).Message, StringComparison.Ordinal);
        }
        using ModelFile unet = ModelFile.Open(folder["whole.safetensors"], part: "model");
        Assert.Equal(["input_blocks.0.0.weight"], unet.Weights.Entries.Keys);
    }

    [Fact]
    public void A_saved_autoencoder_comes_back_with_its_configuration()
    {
        using var folder = new TemporaryFolder();
        using KlAutoencoder original = SmallAutoencoders.Load("autoencoder_mar");
        original.Save(folder["vae.safetensors"]);

        using KlAutoencoder loaded = KlAutoencoder.Load(folder["vae.safetensors"]);
        Assert.Equal(SmallAutoencoders.Mar, loaded.Config);
        Assert.Equal(KlAutoencoderConfig.Kind, ModelBundle.Peek(folder["vae.safetensors"]).Kind);
        AssertSameWeights(original, loaded);
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_says_why()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using KlAutoencoder original = SmallAutoencoders.Load("autoencoder_sd");
        (string, Tensor)[] tensors = [.. original.state_dict().Select(item => (item.Key, item.Value))];
        string path = folder["bad.safetensors"];

        SafetensorsWriter.Save(path, [("weight", zeros(3))]);
        Assert.Contains("found no tensor 'encoder.conv_in.weight'", Assert.Throws<InvalidDataException>(() => KlAutoencoder.Load(path)).Message,
            StringComparison.Ordinal);

        SafetensorsWriter.Save(path, [.. tensors, .. tensors.Select(item => ("teacher." + item.Item1, item.Item2))]);
        Assert.Contains(
            "found 2, under the prefixes", Assert.Throws<InvalidDataException>(() => KlAutoencoder.Load(path)).Message, StringComparison.Ordinal);

        SafetensorsWriter.Save(path, [.. tensors.Where(item => item.Item1 != "quant_conv.bias"), ("encoder.extra", zeros(1))]);
        var mismatch = Assert.Throws<StateDictMismatchException>(() => KlAutoencoder.Load(path, SmallAutoencoders.StableDiffusion));
        Assert.Equal(["quant_conv.bias"], mismatch.Missing);
        Assert.Equal(["encoder.extra"], mismatch.Unexpected);

        var bad = Assert.Throws<InvalidDataException>(() => KlAutoencoder.Load(SmallAutoencoders.PathOf("autoencoder_mar")));
        Assert.Contains("found 6; another autoencoder needs its configuration", bad.Message, StringComparison.Ordinal);

        ModelBundle.Save(path, original, KlAutoencoderConfig.Kind, (SmallAutoencoders.StableDiffusion with { BaseChannels = 1 << 20 }).ToJson());
        Assert.Contains("but the file holds", Assert.Throws<InvalidDataException>(() => KlAutoencoder.Load(path)).Message, StringComparison.Ordinal);

        ModelBundle.Save(path, original, DitConfig.FamilyName, "{}");
        Assert.Contains("expected a model of kind 'kl-autoencoder'", Assert.Throws<InvalidDataException>(() => KlAutoencoder.Load(path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Images_and_latents_of_another_shape_are_refused()
    {
        using var scope = NewDisposeScope();
        using KlAutoencoder autoencoder = SmallAutoencoders.Load("autoencoder_sd");
        Assert.Contains("multiples of 4, found shape (1, 3, 18, 16)",
            Assert.Throws<ArgumentException>(() => autoencoder.Encode(zeros(1, 3, 18, 16))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "(N, 3, H, W)", Assert.Throws<ArgumentException>(() => autoencoder.Encode(zeros(1, 1, 16, 16))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "(N, 4, H, W)", Assert.Throws<ArgumentException>(() => autoencoder.Decode(zeros(1, 6, 4, 4))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => autoencoder.Decode(zeros(4, 4, 4)));
    }

    [Fact]
    public void Weights_outlive_the_scope_they_were_loaded_in_and_work_leaves_no_tensors_behind()
    {
        using var scope = NewDisposeScope();
        KlAutoencoder autoencoder;
        using (NewDisposeScope())
        {
            autoencoder = SmallAutoencoders.Load("autoencoder_mar");
        }
        Tensor images = zeros(1, 3, 16, 16);
        int before = scope.DisposablesCount;
        using (LatentPosterior posterior = autoencoder.Encode(images))
        {
            autoencoder.Decode(posterior.Mean).Dispose();
        }
        Assert.Equal(before, scope.DisposablesCount);
        autoencoder.Dispose();
    }

    private static void AssertSameWeights(KlAutoencoder expected, KlAutoencoder actual)
    {
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> found = actual.state_dict();
        Assert.All(expected.state_dict(), item => Assert.True(item.Value.bytes.SequenceEqual(found[item.Key].bytes), item.Key));
        Assert.Equal(expected.state_dict().Count, found.Count);
    }
}
