using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>
/// Edits images zero-shot (paper, §6, Figures 8 and 9): the kept tokens go into the key/value cache as clean context, and the others are generated
/// anew under a class, in one or more AR steps. Completion and out-painting are the same call under other masks.
/// </summary>
/// <remarks>The editor does not own the network. Several may share one, also on several threads.</remarks>
public sealed class ImageEditor
{
    private readonly ImageModel _model;

    /// <param name="model">The trained network. Its <see cref="ImageModel.Info"/> says the noise schedule that it was trained with.</param>
    /// <exception cref="ArgumentException">The network cannot keep a part of an image (<see cref="ModelCapabilities.CanEdit"/>).</exception>
    public ImageEditor(ImageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model.Config.Capabilities.CanEdit
            ? model
            : throw new ArgumentException(
                $"expected a network that can keep a part of an image, as CausalFusion can; found one of kind '{model.Config.Kind}'.", nameof(model));
    }

    /// <summary>Regenerates the masked tokens of each image.</summary>
    /// <param name="images">Images as the network was trained with (pixels in [−1, 1], or latents), floating point, shape (N, C, H, W).</param>
    /// <param name="mask">Which tokens to regenerate, on the network's grid; the same for all images.</param>
    /// <param name="requests">For each image the class to regenerate under and the seed.</param>
    /// <param name="options">
    /// How; the defaults where null. The AR split is one of the masked tokens: there are at most as many AR steps, and given sizes have their number
    /// as sum. The token order is that of the whole image, the kept tokens left out.
    /// </param>
    /// <param name="progress">Told after every diffusion step.</param>
    /// <param name="onArStep">Given the batch's unfinished images after every AR step; null for no one.</param>
    /// <param name="noise">The noise and token orders to use in the place of the seeds'; null for none. It stays open.</param>
    /// <param name="onDiffusionStep">
    /// Given the batch's images after every diffusion step, the tokens in progress as the network expects them to become; null for no one.
    /// </param>
    /// <param name="cancellationToken">Checked before every diffusion step.</param>
    /// <returns>
    /// Images in the order given, float32, shape (N, C, H, W), on the network's device; the caller owns them. Kept tokens are those of the input bit
    /// for bit (in float32). Where the mask keeps none, these are what <see cref="ImageGenerator"/> generates; where it marks none, the input.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The images, the mask, an option or a class does not fit the network, or there are not as many requests as images.
    /// </exception>
    /// <exception cref="InvalidDataException">The noise does not fit the network, the options or the number of images.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public Tensor Edit(
        Tensor images,
        EditMask mask,
        IReadOnlyList<GenerationRequest> requests,
        GenerationOptions? options = null,
        IProgress<GenerationProgress>? progress = null,
        Action<PartialImages>? onArStep = null,
        NoiseFile? noise = null,
        Action<PartialImages>? onDiffusionStep = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(requests);
        ImageModelConfig config = _model.Config;
        ImageChecks.Require(images, config);
        if (images.shape[0] != requests.Count)
        {
            throw new ArgumentException($"Expected one request for each of {images.shape[0]} images; found {requests.Count}.", nameof(requests));
        }
        if (mask.Grid != config.Grid)
        {
            throw new ArgumentException($"Expected a mask of {config.Grid} tokens; found {mask.Grid}.", nameof(mask));
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor given = images.to(ScalarType.Float32, _model.Device, copy: true);
        if (mask.Count == 0)
        {
            return given.MoveToOuterDisposeScope();
        }
        var run = new RequestRun(_model, requests, options ?? new GenerationOptions(), mask)
        {
            Progress = progress,
            OnArStep = onArStep,
            OnDiffusionStep = onDiffusionStep,
            Noise = noise,
            CancellationToken = cancellationToken,
        };
        return run.Run(given).MoveToOuterDisposeScope();
    }
}
