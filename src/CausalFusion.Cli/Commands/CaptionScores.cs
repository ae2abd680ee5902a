using CausalFusion.Data;
using CausalFusion.Evaluation;
using CausalFusion.ML;

namespace CausalFusion.Cli.Commands;

/// <summary>How near captions are to references, as <see cref="ImageCaptioningMetrics"/> says it.</summary>
/// <param name="CiderD">CIDEr-D, 0 to 10.</param>
/// <param name="Bleu1">BLEU-1, 0 to 1.</param>
/// <param name="Bleu2">BLEU-2.</param>
/// <param name="Bleu3">BLEU-3.</param>
/// <param name="Bleu4">BLEU-4.</param>
/// <param name="BrevityPenalty">What is in BLEU for captions that are too short.</param>
/// <param name="RougeL">ROUGE-L, 0 to 1.</param>
/// <param name="Images">The number of images.</param>
/// <param name="Summary">All of it in a line.</param>
internal sealed record CaptionScores(
    double CiderD, double Bleu1, double Bleu2, double Bleu3, double Bleu4, double BrevityPenalty, double RougeL, int Images, string Summary)
{
    /// <summary>Compares captions with references.</summary>
    /// <param name="captions">The captions.</param>
    /// <param name="references">The references of each, at least one.</param>
    /// <exception cref="InvalidDataException">An image has no reference with a word, or too many.</exception>
    public static CaptionScores Of(IEnumerable<CaptionedFile> captions, IReadOnlyDictionary<string, IReadOnlyList<string>> references)
    {
        var set = new CaptionSet();
        foreach (CaptionedFile image in captions)
        {
            try
            {
                set.Add(
                    CaptionTokenizer.Tokenize(image.Caption),
                    references[Path.GetFullPath(image.Path)].Select(text => CaptionTokenizer.Tokenize(text)));
            }
            catch (ArgumentException exception)
            {
                throw new InvalidDataException($"captions of '{image.Path}': {exception.Message}", exception);
            }
        }
        var metrics = new ImageCaptioningMetrics(set);
        return new CaptionScores(
            metrics.CiderD, metrics.Bleu1, metrics.Bleu2, metrics.Bleu3, metrics.Bleu4, metrics.BrevityPenalty, metrics.RougeL, metrics.ImageCount,
            metrics.ToString());
    }

    /// <summary>The captions of each image by its full path.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> ReferencesOf(CaptionedImages images) =>
        Enumerable.Range(0, images.Count).GroupBy(i => Path.GetFullPath(images.PathOf(i))).ToDictionary(
            group => group.Key, IReadOnlyList<string> (group) => [.. group.SelectMany(images.CaptionsOf)], StringComparer.Ordinal);
}
