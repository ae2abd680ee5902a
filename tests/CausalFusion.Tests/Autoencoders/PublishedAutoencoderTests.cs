using System.Text.Json;
using CausalFusion.Autoencoders;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Autoencoders;

/// <summary>The autoencoder against outputs of the papers' published code.</summary>
public sealed class PublishedAutoencoderTests
{
    [PublishedGoldenFact]
    public void Encoding_and_decoding_are_those_of_the_published_code()
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Published("mar_vae_small_io");
        KlAutoencoderConfig config = KlAutoencoderConfig.Mar with
        {
            BaseChannels = 32,
            ChannelMultipliers = [1, 2, 2],
            EncoderAttentionLevels = [],
            LatentChannels = 4,
        };
        using KlAutoencoder autoencoder = KlAutoencoder.Load(Path.Combine(Repository.PublishedGolden, "mar_vae_small.safetensors"), config);

        using LatentPosterior posterior = autoencoder.Encode(golden["x"]);
        Approximately.Equal(golden["mean"], posterior.Mean, 1e-5, "mean");
        Approximately.Equal(golden["logvar"], posterior.LogVariance, 1e-5, "log-variance");
        Approximately.Equal(golden["std"], posterior.StandardDeviation(), 1e-5, "standard deviation");
        Approximately.Equal(golden["sample"], posterior.Sample(golden["eps"]), 1e-5, "sample");
        Approximately.Equal(golden["kl"], posterior.KullbackLeibler(), 1e-5, "divergence");
        Approximately.Equal(golden["decoded"], autoencoder.Decode(golden["z"]), 1e-5, "decoded");
    }

    [PublishedGoldenFact]
    public void The_state_dict_of_Mars_autoencoder_has_the_published_names_and_shapes()
    {
        using JsonDocument keys = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.PublishedGolden, "keys_mar_vae.json")));
        Assert.Equal(keys.RootElement.GetProperty("params").GetInt64(), KlAutoencoderConfig.Mar.ParameterCount);

        using var autoencoder = new KlAutoencoder(KlAutoencoderConfig.Mar);
        Dictionary<string, string> published = keys.RootElement.GetProperty("keys").EnumerateObject()
            .ToDictionary(key => key.Name, key => string.Join(", ", key.Value.EnumerateArray().Select(size => size.GetInt64())));
        Assert.Equal(published, autoencoder.state_dict().ToDictionary(item => item.Key, item => string.Join(", ", item.Value.shape)));
    }
}
