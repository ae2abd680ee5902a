using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Autoencoders;

/// <summary>The normal distribution of each image's latent, every value independent of the others.</summary>
public sealed class LatentPosterior : IDisposable
{
    /// <summary>The range that log-variances are clamped to.</summary>
    public const double SmallestLogVariance = -30, LargestLogVariance = 20;

    private readonly bool _certain;

    private LatentPosterior(Tensor mean, Tensor logVariance, bool certain)
    {
        Mean = mean;
        LogVariance = logVariance;
        _certain = certain;
    }

    /// <summary>The means, (N, C, H, W).</summary>
    public Tensor Mean { get; }

    /// <summary>The logarithms of the variances, in [−30, 20], of the shape of <see cref="Mean"/>.</summary>
    public Tensor LogVariance { get; }

    /// <summary>The most likely latents: the means themselves.</summary>
    public Tensor Mode => Mean;

    /// <summary>Takes what an encoder puts out.</summary>
    /// <param name="moments">Means, then log-variances, along the channels: (N, 2C, H, W).</param>
    /// <returns>The posterior; its tensors are in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The tensor does not have four dimensions, or an odd number of channels.</exception>
    public static LatentPosterior FromMoments(Tensor moments)
    {
        ArgumentNullException.ThrowIfNull(moments);
        if (moments.shape is not [_, > 0, _, _] || moments.shape[1] % 2 != 0)
        {
            throw new ArgumentException($"expected moments (N, 2C, H, W), found shape ({string.Join(", ", moments.shape)}).", nameof(moments));
        }
        long channels = moments.shape[1] / 2;
        using var scope = NewDisposeScope();
        return new LatentPosterior(
            moments.narrow(1, 0, channels).clone().MoveToOuterDisposeScope(),
            moments.narrow(1, channels, channels).clamp(Kept(SmallestLogVariance), Kept(LargestLogVariance)).MoveToOuterDisposeScope(),
            certain: false);
    }

    /// <summary>A posterior without spread: its samples are the given latents, its divergence is zero.</summary>
    /// <param name="latents">The latents, (N, C, H, W); they are copied.</param>
    public static LatentPosterior Certain(Tensor latents)
    {
        ArgumentNullException.ThrowIfNull(latents);
        return new LatentPosterior(latents.clone(), full_like(latents, Kept(SmallestLogVariance)), certain: true);
    }

    /// <summary>The standard deviations, of the shape of <see cref="Mean"/>; zero where the latent is certain.</summary>
    public Tensor StandardDeviation()
    {
        using var scope = NewDisposeScope();
        return (_certain ? zeros_like(Mean) : (LogVariance * Kept(0.5)).exp()).MoveToOuterDisposeScope();
    }

    /// <summary>A sample: mean + deviation · ε.</summary>
    /// <param name="epsilon">Standard normal values of the shape of <see cref="Mean"/>.</param>
    /// <exception cref="ArgumentException">The values have another shape.</exception>
    public Tensor Sample(Tensor epsilon)
    {
        ArgumentNullException.ThrowIfNull(epsilon);
        if (!epsilon.shape.AsSpan().SequenceEqual(Mean.shape))
        {
            throw new ArgumentException(
                $"expected noise of shape ({string.Join(", ", Mean.shape)}), found ({string.Join(", ", epsilon.shape)}).", nameof(epsilon));
        }
        using var scope = NewDisposeScope();
        return Mean.Plus(StandardDeviation() * epsilon).MoveToOuterDisposeScope();
    }

    /// <summary>The Kullback–Leibler divergence from the standard normal distribution, summed over each image's latent: (N).</summary>
    public Tensor KullbackLeibler()
    {
        using var scope = NewDisposeScope();
        Tensor perValue = _certain ? zeros_like(Mean) : (Mean.Squared().Plus(LogVariance.exp()).Plus(-1) - LogVariance) * Kept(0.5);
        return perValue.flatten(1).sum(dim: 1).MoveToOuterDisposeScope();
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Mean.Dispose();
        LogVariance.Dispose();
    }
}
