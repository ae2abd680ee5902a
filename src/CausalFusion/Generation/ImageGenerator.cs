using CausalFusion.Diffusion;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>Draws images from a trained network (paper, §3), at any place on the plane of AR steps × diffusion steps.</summary>
/// <remarks>The generator does not own the network. Several may share one, also on several threads.</remarks>
public sealed class ImageGenerator
{
    private const int PublishedGuidedChannels = 3;

    private readonly IImageDenoiser _network;
    private readonly NoiseSchedule _schedule;

    /// <param name="model">The trained network.</param>
    /// <param name="schedule">The noise schedule that it was trained with; the paper's by default.</param>
    public ImageGenerator(CausalFusionModel model, NoiseSchedule? schedule = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _network = new CausalFusionDenoiser(model);
        _schedule = schedule ?? NoiseSchedule.Default;
    }

    /// <summary>A generator for DiT, which draws all tokens in one AR step; options that ask for more are refused. Steps of DDPM use its learned variance.</summary>
    /// <param name="model">The trained network.</param>
    /// <param name="schedule">The noise schedule that it was trained with; the paper's by default.</param>
    /// <param name="guidedChannels">
    /// How many of the first channels guidance covers: the others, and the learned variance, are then the conditional prediction. 3, the default, is DiT's as
    /// published, which has 4; a network of fewer channels is guided in all.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one channel is to be guided.</exception>
    public ImageGenerator(DiffusionTransformer model, NoiseSchedule? schedule = null, int guidedChannels = PublishedGuidedChannels)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(guidedChannels, 1);
        _network = Of(model, guidedChannels);
        _schedule = schedule ?? NoiseSchedule.Default;
    }

    /// <summary>A generator for a network of whichever kind.</summary>
    /// <param name="model">The trained network.</param>
    /// <param name="schedule">The noise schedule that it was trained with; the paper's by default.</param>
    /// <param name="guidedChannels">
    /// How many of the first channels guidance covers where the network is a DiT, at least 1; null, the default, is 3, as published. CausalFusion is guided in all.
    /// </param>
    /// <exception cref="ArgumentException">The network is of a kind that this library does not know, or one that is guided in all channels and a number is given.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one channel is to be guided.</exception>
    public ImageGenerator(IDenoiser model, NoiseSchedule? schedule = null, int? guidedChannels = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(guidedChannels ?? 1, 1, nameof(guidedChannels));
        _network = model switch
        {
            DiffusionTransformer dit => Of(dit, guidedChannels ?? PublishedGuidedChannels),
            CausalFusionModel when guidedChannels is not null =>
                throw new ArgumentException($"expected null for a CausalFusion network, which is guided in all channels, found {guidedChannels}.", nameof(guidedChannels)),
            CausalFusionModel causal => new CausalFusionDenoiser(causal),
            _ => throw new ArgumentException($"expected a {nameof(CausalFusionModel)} or a {nameof(DiffusionTransformer)}, found {model.GetType().Name}.", nameof(model)),
        };
        _schedule = schedule ?? NoiseSchedule.Default;
    }

    /// <summary>Generates one image for each request.</summary>
    /// <param name="requests">What to generate.</param>
    /// <param name="options">How; the defaults where null.</param>
    /// <param name="progress">Told after every diffusion step.</param>
    /// <param name="cancellationToken">Checked before every diffusion step.</param>
    /// <returns>Images in the order of the requests, shape (N, C, H, W), nominally in [−1, 1] and not clamped, on the network's device; the caller owns them.</returns>
    /// <exception cref="ArgumentException">An option does not fit the network, or a class is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public Tensor Generate(
        IReadOnlyList<GenerationRequest> requests,
        GenerationOptions? options = null,
        IProgress<GenerationProgress>? progress = null,
        CancellationToken cancellationToken = default) => Generate(requests, options, progress, onArStep: null, noise: null, cancellationToken);

    /// <summary>Generates one image for each request, showing what is finished after every AR step, or from given noise.</summary>
    /// <param name="requests">What to generate; their seeds are not read where noise is given.</param>
    /// <param name="options">How; the defaults where null.</param>
    /// <param name="progress">Told after every diffusion step.</param>
    /// <param name="onArStep">Given the batch's unfinished images after every AR step, the last one included; null for no one.</param>
    /// <param name="noise">The noise and token orders to use in the place of the seeds'; null for none. It stays open.</param>
    /// <param name="cancellationToken">Checked before every diffusion step.</param>
    /// <returns>Images in the order of the requests, shape (N, C, H, W), nominally in [−1, 1] and not clamped, on the network's device; the caller owns them.</returns>
    /// <exception cref="ArgumentException">An option does not fit the network, or a class is out of range.</exception>
    /// <exception cref="InvalidDataException">The noise does not fit the network, the options or the number of requests.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public Tensor Generate(
        IReadOnlyList<GenerationRequest> requests,
        GenerationOptions? options,
        IProgress<GenerationProgress>? progress,
        Action<PartialImages>? onArStep,
        NoiseFile? noise = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var run = new RequestRun(_network, _schedule, requests, options ?? new GenerationOptions(), EditMask.All(_network.Config.GridSize))
        {
            Progress = progress,
            OnArStep = onArStep,
            Noise = noise,
            CancellationToken = cancellationToken,
        };
        return run.Run(images: null);
    }

    /// <summary>Generates one batch from the given noise.</summary>
    /// <param name="labels">Class indices, int64, (N).</param>
    /// <param name="orders">Token orders, int64, (N, L).</param>
    /// <param name="plan">How.</param>
    /// <param name="noise">Where the noise comes from.</param>
    /// <returns>Images (N, C, H, W).</returns>
    internal Tensor GenerateBatch(Tensor labels, Tensor orders, GenerationPlan plan, INoiseSource noise)
    {
        using var scope = NewDisposeScope();
        Tensor tokens = zeros([orders.shape[0], _network.Config.Tokens, _network.Config.PatchDimension], device: orders.device);
        new BatchGeneration(_network, plan).Run(tokens, labels, orders, kept: null, noise);
        return Patches.ToImages(tokens, _network.Config.PatchSize).MoveToOuterDisposeScope();
    }

    private static DitDenoiser Of(DiffusionTransformer model, int guidedChannels) => new(model, Math.Min(guidedChannels, model.Config.Channels));
}
