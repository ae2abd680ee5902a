using System.Diagnostics;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>Says what images show, with a trained network that reads and writes text (paper, §6).</summary>
/// <remarks>The captioner does not own the network. Several may share one, also on several threads.</remarks>
public sealed class ImageCaptioner
{
    private readonly ImageModel _model;

    /// <param name="model">The trained network. Its <see cref="ImageModel.Info"/> has the vocabulary that it was trained with.</param>
    /// <exception cref="ArgumentException">The network writes no text (<see cref="ModelCapabilities.ReadsText"/>), or has no vocabulary.</exception>
    public ImageCaptioner(ImageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.Config.Capabilities.ReadsText)
        {
            throw new ArgumentException(
                $"expected a network that writes text; found one of kind '{model.Config.Kind}' that takes classes.", nameof(model));
        }
        if (model.Info.Vocabulary is null)
        {
            throw new ArgumentException(
                "expected a network with the vocabulary that it was trained with (Info.Vocabulary); found none.", nameof(model));
        }
        _model = model;
    }

    /// <summary>Writes a caption for each image.</summary>
    /// <param name="images">Images as the network was trained with (pixels in [−1, 1], or latents), floating point, shape (N, C, H, W).</param>
    /// <param name="requests">How each caption begins, and its seed; the defaults for all where null.</param>
    /// <param name="options">How; the defaults where null.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellationToken">Checked before every token.</param>
    /// <returns>The captions in the order of the images.</returns>
    /// <exception cref="ArgumentException">
    /// The images, an option or a beginning does not fit the network, or there are not as many requests as images.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public IReadOnlyList<Caption> Caption(
        Tensor images,
        IReadOnlyList<CaptionRequest>? requests = null,
        CaptionOptions? options = null,
        IProgress<CaptionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        options ??= new CaptionOptions();
        ImageModelConfig config = _model.Config;
        options.Validate(config);
        ImageChecks.Require(images, config);
        int count = (int)images.shape[0];
        requests ??= [.. Enumerable.Repeat(default(CaptionRequest), count)];
        if (requests.Count != count)
        {
            throw new ArgumentException($"expected a request for each of {count} images, found {requests.Count}.", nameof(requests));
        }
        int most = options.MaxTokens ?? config.Text!.MaxTokens;
        int[][] beginnings = [.. requests.Select((request, i) => BeginningOf(request, i, most))];
        var captions = new Caption[count];
        long started = Stopwatch.GetTimestamp();
        int done = 0;

        using var noGrad = no_grad();
        using HalfPrecisionCopy? half = options.Precision == ComputePrecision.BFloat16 ? new HalfPrecisionCopy(_model) : null;
        half?.Refresh();
        using var chooser = new TokenChooser(options, _model.Texts.Vocabulary, _model.Device);
        try
        {
            foreach (int[] batch in Enumerable.Range(0, count).GroupBy(i => beginnings[i].Length).SelectMany(group => group.Chunk(options.BatchSize)))
            {
                using var scope = NewDisposeScope();
                Tensor chosen = images.index_select(0, tensor(batch.Select(i => (long)i).ToArray(), device: images.device))
                    .to(ScalarType.Float32, _model.Device);
                using CaptionWriter writer = (half?.Network ?? _model).BeginTexts(chosen, [.. batch.Select(i => beginnings[i])]);
                var search = new CaptionSearch(
                    writer, options, chooser, _model.Texts.Vocabulary.EndOfText, most + 1 - beginnings[batch[0]].Length, cancellationToken);
                CaptionDraft[] drafts = options.Decoding == CaptionDecoding.BeamSearch
                    ? search.WriteByBeams(batch.Length)
                    : search.WriteStepwise([.. batch.Select(i => requests[i])]);
                foreach ((CaptionDraft draft, int i) in drafts.Zip(batch))
                {
                    captions[i] = new Caption(
                        _model.Texts.Decode([.. beginnings[i], .. draft.Tokens]), draft.LogProbability, draft.Written, draft.IsComplete);
                }
                done += batch.Length;
                progress?.Report(new CaptionProgress(done, count, done / Stopwatch.GetElapsedTime(started).TotalSeconds));
            }
        }
        finally
        {
            _model.TrimMemory();
        }
        return captions;
    }

    private int[] BeginningOf(CaptionRequest request, int number, int most)
    {
        int[] beginning;
        try
        {
            beginning = _model.Texts.OfBeginning(request.Beginning);
        }
        catch (ArgumentException exception)
        {
            throw ConditionCheck.At($"request {number}", exception, nameof(request));
        }
        return beginning.Length <= most
            ? beginning
            : throw new ArgumentException(
                $"request {number}: expected a beginning that leaves room for a token, of fewer than {most}; found {beginning.Length - 1}.",
                nameof(request));
    }
}
