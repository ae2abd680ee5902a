using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Autoencoders;

public sealed class LatentSpaceTests
{
    [Fact]
    public void A_network_that_was_trained_on_latents_says_how_to_decode_what_it_generates()
    {
        using var folder = new TemporaryFolder();
        using KlAutoencoder autoencoder = SmallAutoencoders.Load("autoencoder_sd"), other = SmallAutoencoders.Load("autoencoder_mar");
        var space = LatentSpace.Of(autoencoder);
        using var model = new CausalFusionModel(Tiny.Config);
        model.Save(folder["pixels.safetensors"]);
        model.Info = model.Info with { LatentSpace = space };
        model.Save(folder["latents.safetensors"]);

        LatentSpace? found = ModelInfo.Of(ModelBundle.Peek(folder["latents.safetensors"]).Entries, "it").LatentSpace;
        Assert.Equal(space, found);
        Assert.Equal((3, 4, 4, 0.18215), (found!.ImageChannels, found.LatentChannels, found.Downsampling, found.LatentScale));
        Assert.Equal(SmallAutoencoders.StableDiffusion, found.Autoencoder);
        Assert.Null(ModelInfo.Of(ModelBundle.Peek(folder["pixels.safetensors"]).Entries, "it").LatentSpace);

        found.RequireFit(autoencoder);
        string message = Assert.Throws<ArgumentException>(() => found.RequireFit(other)).Message;
        Assert.Contains("4 latent channels", message, StringComparison.Ordinal);
        Assert.Contains("found one of 3, 6, 4 and 0.2325", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fingerprint_is_that_of_the_weights()
    {
        using KlAutoencoder autoencoder = SmallAutoencoders.Load("autoencoder_sd"), same = SmallAutoencoders.Load("autoencoder_sd_diffusers");
        Assert.Equal(autoencoder.Fingerprint(), same.Fingerprint());
        using (no_grad())
        {
            same.state_dict()["quant_conv.bias"][0] = 0.125f;
        }
        Assert.NotEqual(autoencoder.Fingerprint(), same.Fingerprint());
    }

    [Fact]
    public void Pixels_are_a_latent_space_of_scale_one()
    {
        using var pixels = new PixelAutoencoder(1);
        var space = LatentSpace.Of(pixels);
        Assert.Equal((1, 1, 1, 1.0), (space.ImageChannels, space.LatentChannels, space.Downsampling, space.LatentScale));
        Assert.Equal(space, LatentSpace.FromJson(space.ToJson()));
    }

    [Theory]
    [InlineData("""{"image_channels":3,"latent_channels":4,"downsampling":0,"latent_scale":1}""", "Downsampling")]
    [InlineData("""{"image_channels":3,"latent_channels":4,"downsampling":8,"latent_scale":0}""", "LatentScale")]
    [InlineData("""{"image_channels":3,"latent_channels":4,"downsampling":8}""", "latent_scale")]
    public void What_is_no_latent_space_is_refused(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => LatentSpace.FromJson(json)).Message, StringComparison.Ordinal);
}
