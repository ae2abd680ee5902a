using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.Models;
using CausalFusion.Samples.Service.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Samples.Service.Captions;

/// <summary>Says what pictures show, one after the other; beside the generation of images, whose queue a caption would not be worth.</summary>
internal sealed class CaptionDesk : IDisposable
{
    private static readonly CaptionOptions _options = new() { Decoding = CaptionDecoding.BeamSearch };

    private readonly ComputeThread _thread = new("captions");
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Says what a picture shows.</summary>
    /// <param name="model">A network that writes text.</param>
    /// <param name="picture">The picture, of the network's size.</param>
    /// <param name="cancellationToken">Stops waiting and writing.</param>
    /// <returns>The caption; null if the network is not there: not yet, or not any more.</returns>
    public async Task<Caption?> WriteAsync(ServedModel model, DecodedImage picture, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return model.Network is { } network
                ? await _thread.RunAsync(() => Write(network, picture, cancellationToken), cancellationToken).ConfigureAwait(false)
                : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Waits for the caption in progress, and takes the networks away before there is another.</summary>
    public async Task CloseAsync(Action takeAway)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            takeAway();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _turn.Dispose();
        _thread.Dispose();
    }

    private static Caption Write(ImageModel network, DecodedImage picture, CancellationToken cancellationToken)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor image = PixelConversion.ToTensor(picture.Pixels, picture.Shape);
        return new ImageCaptioner(network).Caption(image, options: _options, cancellationToken: cancellationToken)[0];
    }
}
