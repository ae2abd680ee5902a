using CausalFusion.Autoencoders;

namespace CausalFusion.Tests.Autoencoders;

public sealed class KlAutoencoderConfigTests
{
    [Fact]
    public void The_published_autoencoders_have_the_published_sizes()
    {
        Assert.Equal(66_456_019, KlAutoencoderConfig.Mar.ParameterCount);
        Assert.Equal(
            (16, 16, 0.2325), (KlAutoencoderConfig.Mar.LatentChannels, KlAutoencoderConfig.Mar.Downsampling, KlAutoencoderConfig.Mar.LatentScale));
        Assert.Equal(83_653_863, KlAutoencoderConfig.StableDiffusion.ParameterCount);
        Assert.Equal(
            (4, 8, 0.18215),
            (KlAutoencoderConfig.StableDiffusion.LatentChannels, KlAutoencoderConfig.StableDiffusion.Downsampling,
                KlAutoencoderConfig.StableDiffusion.LatentScale));
    }

    [Fact]
    public void The_number_of_parameters_is_that_of_the_module()
    {
        var random = new Random(3);
        for (int i = 0; i < 20; i++)
        {
            int levels = random.Next(1, 4);
            int[] Some() => [.. Enumerable.Range(0, levels).Where(_ => random.Next(2) == 0)];
            var config = new KlAutoencoderConfig
            {
                LatentChannels = random.Next(1, 6),
                LatentScale = 1,
                ChannelMultipliers = [.. Enumerable.Range(0, levels).Select(_ => random.Next(1, 4))],
                EncoderAttentionLevels = [.. Some()],
                DecoderAttentionLevels = [.. Some()],
                BaseChannels = 2 * random.Next(1, 4),
                ResidualBlocks = random.Next(1, 4),
                NormGroups = 2,
                ImageChannels = random.Next(2) == 0 ? 1 : 3,
            };
            using var autoencoder = new KlAutoencoder(config);
            Assert.Equal(autoencoder.parameters().Sum(parameter => parameter.numel()), config.ParameterCount);
        }
    }

    [Fact]
    public void A_configuration_comes_back_from_json()
    {
        foreach (KlAutoencoderConfig config in new[] { KlAutoencoderConfig.Mar, KlAutoencoderConfig.StableDiffusion, SmallAutoencoders.Mar })
        {
            Assert.Equal(config, KlAutoencoderConfig.FromJson(config.ToJson()));
        }
        Assert.NotEqual(KlAutoencoderConfig.Mar, KlAutoencoderConfig.Mar with { EncoderAttentionLevels = [] });
        Assert.Equal(
            KlAutoencoderConfig.StableDiffusion,
            KlAutoencoderConfig.FromJson("""{"latent_channels":4,"latent_scale":0.18215,"channel_multipliers":[1,2,4,4]}"""));
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("""{"latent_channels":4,"latent_scale":1}""", "channel_multipliers")]
    [InlineData("""{"latent_channels":4,"latent_scale":1,"channel_multipliers":[1],"color":"red"}""", "color")]
    [InlineData("""{"latent_channels":0,"latent_scale":1,"channel_multipliers":[1]}""", "LatentChannels must be at least 1")]
    [InlineData("""{"latent_channels":4,"latent_scale":-1,"channel_multipliers":[1]}""", "LatentScale")]
    [InlineData("""{"latent_channels":4,"latent_scale":1,"channel_multipliers":[]}""", "ChannelMultipliers")]
    [InlineData("""{"latent_channels":4,"latent_scale":1,"channel_multipliers":[1,1,1,1,1,1,1,1,1]}""", "ChannelMultipliers")]
    [InlineData("""{"latent_channels":4,"latent_scale":1,"channel_multipliers":[1,0]}""", "ChannelMultipliers")]
    [InlineData("""{"latent_channels":4,"latent_scale":1,"channel_multipliers":[1],"encoder_attention_levels":[1]}""", "EncoderAttentionLevels")]
    [InlineData("""{"latent_channels":4,"latent_scale":1,"channel_multipliers":[1],"decoder_attention_levels":[0,0]}""", "DecoderAttentionLevels")]
    [InlineData("""{"latent_channels":4,"latent_scale":1,"channel_multipliers":[1],"base_channels":48}""", "NormGroups must divide BaseChannels")]
    [InlineData("""{"latent_channels":2000000000,"latent_scale":1,"channel_multipliers":[2000000000],"base_channels":2000000000}""", "too large")]
    public void What_cannot_be_built_is_refused(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => KlAutoencoderConfig.FromJson(json)).Message, StringComparison.Ordinal);
}
