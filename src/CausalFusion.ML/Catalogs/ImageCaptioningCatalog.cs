using CausalFusion.Evaluation;
using CausalFusion.ML;
using CausalFusion.ML.Captioning;
using CausalFusion.ML.Hosting;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The task of describing images in words: <c>mlContext.ImageCaptioning</c>.</summary>
public sealed class ImageCaptioningCatalog
{
    private readonly MLContext _mlContext;

    internal ImageCaptioningCatalog(MLContext mlContext) => _mlContext = mlContext;

    // With a seed of its own, so that evaluating does not change what the context's next trainer draws.
    private IHost Host => ((IHostEnvironment)_mlContext).Register(nameof(ImageCaptioningCatalog), seed: 0);

    /// <summary>
    /// Says how near captions are to references that people wrote: CIDEr-D, BLEU and ROUGE-L, as the MS-COCO caption evaluation defines them.
    /// </summary>
    /// <remarks>
    /// Which words are rare is told by all rows together, so numbers are to be compared with numbers for the same images and references. The words of
    /// all rows are in memory at once.
    /// </remarks>
    /// <param name="data">A row for each image.</param>
    /// <param name="captionColumnName">
    /// The column of captions: texts, split by <paramref name="tokenization"/>, or vectors of words, which are compared as they are. A caption may be
    /// empty. Default "Caption".
    /// </param>
    /// <param name="referencesColumnName">
    /// The column of references: vectors of texts, of any length, one for each reference, split by <paramref name="tokenization"/>. Empty ones are
    /// left out. Default "References".
    /// </param>
    /// <param name="tokenization">How texts become words; as the MS-COCO caption evaluation does by default.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or of the wrong type, or <paramref name="tokenization"/> is none.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// A row has no reference with a word, more than <see cref="CaptionSet.MaxReferences"/>, or a text of more than <see cref="CaptionSet.MaxWords"/>
    /// words or <see cref="CaptionTokenizer.MaxLength"/> characters.
    /// </exception>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    public ImageCaptioningMetrics Evaluate(
        IDataView data, string captionColumnName =
            "Caption", string referencesColumnName = "References", CaptionTokenization tokenization = CaptionTokenization.Coco)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(captionColumnName);
        ArgumentException.ThrowIfNullOrEmpty(referencesColumnName);
        return Host.Marking(
            nameof(Evaluate), () => new ImageCaptioningMetrics(new CaptionColumns(captionColumnName, referencesColumnName, tokenization).Read(data)));
    }
}
