using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>Generates images with a trained network (paper, §3), at any place on the plane of AR steps × diffusion steps.</summary>
/// <remarks>The generator does not own the network. Several may share one, also on several threads.</remarks>
public sealed class ImageGenerator
{
    private readonly ImageModel _model;

    /// <param name="model">
    /// The trained network, of any family. Its <see cref="ImageModel.Info"/> says the noise schedule that it was trained with.
    /// </param>
    public ImageGenerator(ImageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
    }

    /// <summary>Generates one image for each request.</summary>
    /// <param name="requests">What to generate.</param>
    /// <param name="options">How; the defaults where null.</param>
    /// <param name="progress">Told after every diffusion step.</param>
    /// <param name="cancellationToken">Checked before every diffusion step.</param>
    /// <returns>
    /// Images in the order of the requests, shape (N, C, H, W), nominally in [−1, 1] and not clamped, on the network's device; the caller owns them.
    /// </returns>
    /// <exception cref="ArgumentException">An option does not fit the network, or a class is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public Tensor Generate(
        IReadOnlyList<GenerationRequest> requests,
        GenerationOptions? options = null,
        IProgress<GenerationProgress>? progress = null,
        CancellationToken cancellationToken = default) => Generate(requests, options, progress, onArStep: null, cancellationToken: cancellationToken);

    /// <summary>Generates one image for each request, showing what is finished after every AR step, or from given noise.</summary>
    /// <param name="requests">What to generate; their seeds are not read where noise is given.</param>
    /// <param name="options">How; the defaults where null.</param>
    /// <param name="progress">Told after every diffusion step.</param>
    /// <param name="onArStep">Given the batch's unfinished images after every AR step, the last one included; null for no one.</param>
    /// <param name="noise">The noise and token orders to use in the place of the seeds'; null for none. It stays open.</param>
    /// <param name="onDiffusionStep">
    /// Given the batch's images after every diffusion step, the tokens in progress as the network expects them to become; null for no one.
    /// </param>
    /// <param name="cancellationToken">Checked before every diffusion step.</param>
    /// <returns>
    /// Images in the order of the requests, shape (N, C, H, W), nominally in [−1, 1] and not clamped, on the network's device; the caller owns them.
    /// </returns>
    /// <exception cref="ArgumentException">An option does not fit the network, or a class is out of range.</exception>
    /// <exception cref="InvalidDataException">The noise does not fit the network, the options or the number of requests.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public Tensor Generate(
        IReadOnlyList<GenerationRequest> requests,
        GenerationOptions? options,
        IProgress<GenerationProgress>? progress,
        Action<PartialImages>? onArStep,
        NoiseFile? noise = null,
        Action<PartialImages>? onDiffusionStep = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var run = new RequestRun(_model, requests, options ?? new GenerationOptions(), EditMask.All(_model.Config.Grid))
        {
            Progress = progress,
            OnArStep = onArStep,
            OnDiffusionStep = onDiffusionStep,
            Noise = noise,
            CancellationToken = cancellationToken,
        };
        return run.Run(images: null);
    }
}
