using System.Diagnostics;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.Models;
using CausalFusion.Text;
using static TorchSharp.torch;

namespace CausalFusion.Benchmarks.Workloads;

/// <summary>
/// Our greedy captioning with one network of random weights, which as good as never ends a text, so that every caption is of full length.
/// </summary>
internal sealed class CaptioningWorkload : IDisposable
{
    private readonly CausalFusionModel _model;
    private readonly ImageCaptioner _captioner;
    private readonly Tensor _images;

    /// <param name="config">The network.</param>
    /// <param name="images">Images to caption at once.</param>
    public CaptioningWorkload(CausalFusionConfig config, int images)
    {
        _model = new CausalFusionModel(config, seed: 1) { Info = new ModelInfo { Vocabulary = VocabularyOf(config.Text!.Vocabulary) } };
        _captioner = new ImageCaptioner(_model);
        _images = (rand([images, config.Channels, config.ImageSize, config.ImageSize]) * 2) - 1;
    }

    /// <summary>Captions the images with a key/value cache, as the library does.</summary>
    /// <returns>Tokens per second.</returns>
    public double Run(int times)
    {
        long start = Stopwatch.GetTimestamp();
        int tokens = 0;
        for (int i = 0; i < times; i++)
        {
            tokens += _captioner.Caption(_images).Sum(caption => caption.Tokens + (caption.IsComplete ? 0 : 1)); // the one that did not fit
        }
        return tokens / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Captions them without: for each token, the image and the text so far pass through the network again.</summary>
    /// <returns>Tokens per second.</returns>
    public double RunWithoutCache(int times)
    {
        using var noGrad = no_grad();
        int count = (int)_images.shape[0], steps = _model.Config.Text!.MaxTokens + 1;
        using var chooser = new TokenChooser(new CaptionOptions(), _model.Texts.Vocabulary, _model.Device);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++)
        {
            int[][] texts = [.. Enumerable.Repeat(_model.Texts.OfBeginning(null), count)];
            for (int step = 0; step < steps; step++)
            {
                using var scope = NewDisposeScope();
                using CaptionWriter writer = _model.BeginTexts(_images, texts);
                texts = [.. chooser.Choose(writer.Logits, []).Zip(texts, (chosen, text) => (int[])[.. text, chosen.Token])];
            }
        }
        return (double)times * count * steps / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _images.Dispose();
        _model.Dispose();
    }

    /// <summary>All bytes, and as many pairs of them as it takes.</summary>
    private static Vocabulary VocabularyOf(int size)
    {
        SpecialTokenNames names = SpecialTokenNames.Default;
        int count = size - names.All.Count();
        IEnumerable<ReadOnlyMemory<byte>> bytes = Enumerable.Range(0, 256).Select(value => (ReadOnlyMemory<byte>)new[] { (byte)value });
        IEnumerable<ReadOnlyMemory<byte>> pairs = Enumerable.Range(0, count - 256)
            .Select(i => (ReadOnlyMemory<byte>)new[] { (byte)('A' + (i / 50)), (byte)('A' + (i % 50)) });
        return new Vocabulary(
            TextSplitting.Cl100k, [.. bytes, .. pairs], names.All.Index().ToDictionary(name => name.Item, name => count + name.Index), names);
    }
}
