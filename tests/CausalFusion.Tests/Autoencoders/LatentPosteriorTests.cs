using CausalFusion.Autoencoders;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Autoencoders;

public sealed class LatentPosteriorTests
{
    [Fact]
    public void Log_variances_are_clamped()
    {
        using var scope = NewDisposeScope();
        Tensor moments = tensor(new float[] { 0, 0, 0, -100, 1, 100 }, [1, 6, 1, 1]);
        using LatentPosterior posterior = LatentPosterior.FromMoments(moments);
        Assert.Equal([-30f, 1f, 20f], posterior.LogVariance.data<float>().ToArray());
        Approximately.Equal(tensor(new[] { Math.Exp(-15), Math.Exp(0.5), Math.Exp(10) }, [1, 3, 1, 1]), posterior.StandardDeviation(), 1e-6);
    }

    [Fact]
    public void A_certain_posterior_has_no_spread_and_no_divergence()
    {
        using var scope = NewDisposeScope();
        Tensor latents = randn(2, 3, 4, 4);
        using LatentPosterior posterior = LatentPosterior.Certain(latents);
        Assert.True(posterior.Sample(randn(2, 3, 4, 4)).bytes.SequenceEqual(latents.bytes));
        Assert.Equal([0f, 0f], posterior.KullbackLeibler().data<float>().ToArray());
        Assert.Equal(0, Approximately.Largest(posterior.StandardDeviation()));
    }

    [Fact]
    public void The_divergence_of_the_standard_normal_from_itself_is_zero()
    {
        using var scope = NewDisposeScope();
        using LatentPosterior posterior = LatentPosterior.FromMoments(zeros(3, 8, 2, 2));
        Assert.Equal([0f, 0f, 0f], posterior.KullbackLeibler().data<float>().ToArray());
    }

    [Fact]
    public void Moments_and_noise_of_another_shape_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains(
            "(1, 3, 2, 2)", Assert.Throws<ArgumentException>(() => LatentPosterior.FromMoments(zeros(1, 3, 2, 2))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LatentPosterior.FromMoments(zeros(4, 2, 2)));
        using LatentPosterior posterior = LatentPosterior.FromMoments(zeros(2, 4, 2, 2));
        Assert.Contains(
            "found (1, 2, 2, 2)", Assert.Throws<ArgumentException>(() => posterior.Sample(zeros(1, 2, 2, 2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pixels_pass_through_unchanged()
    {
        using var scope = NewDisposeScope();
        using var pixels = new PixelAutoencoder(3);
        Tensor images = randn(2, 3, 5, 7);
        using LatentPosterior posterior = pixels.Encode(images);
        Assert.True(pixels.Decode(posterior.Mean).bytes.SequenceEqual(images.bytes));
        Assert.Equal((3, 3, 1, 1.0), (pixels.ImageChannels, pixels.LatentChannels, pixels.Downsampling, pixels.LatentScale));
        Assert.Throws<ArgumentException>(() => pixels.Encode(zeros(1, 1, 4, 4)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PixelAutoencoder(0));
    }
}
