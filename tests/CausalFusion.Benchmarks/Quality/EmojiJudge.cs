using CausalFusion.Data;
using CausalFusion.Images;
using CausalFusion.ML;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.Benchmarks.Quality;

/// <summary>Measures a network of emoji on those that it was not trained on.</summary>
/// <param name="ml">The context.</param>
/// <param name="folder">The folder of the npm package.</param>
/// <param name="model">The network's file.</param>
/// <param name="sampling">How it generates.</param>
internal sealed class EmojiJudge(MLContext ml, string folder, string model, ImageGenerationOptions sampling)
{
    // Words that tell nothing of what a picture shows.
    private static readonly HashSet<string> _small =
        [.. "a an and at by for from in of on or over symbol sign the to with without emoji button mark type no not up down left right".Split(' ')];

    /// <summary>
    /// The share of prompts, names of held-out emoji, whose image is followed: of the real ones that were held out, the one whose features are the
    /// nearest has that name, or one that shares a word with it.
    /// </summary>
    /// <param name="prompts">Emoji to ask for.</param>
    /// <param name="gallery">Real emoji, these among them, to find the nearest in.</param>
    /// <returns>The share, and what chance would give: the mean share of the gallery that would be right.</returns>
    public (double Share, double Chance) Followed(IReadOnlyList<EmojiRow> prompts, IReadOnlyList<EmojiRow> gallery)
    {
        using var generator = ml.Transforms.GenerateImages("Image", nameof(EmojiRow.Name), model, sampling).Fit(Rows(prompts));
        using var featurizer = ml.Transforms.FeaturizeImages("Features", "Image", model).Fit(Rows(gallery));
        float[][] wanted = [.. featurizer.Transform(generator.Transform(Rows(prompts))).GetColumn<float[]>("Features")];
        float[][] known = [.. featurizer.Transform(Rows(gallery)).GetColumn<float[]>("Features")];
        HashSet<string>[] words = [.. gallery.Select(emoji => WordsOf(emoji.Name))];
        double right = 0, chance = 0;
        for (int i = 0; i < prompts.Count; i++)
        {
            HashSet<string> asked = WordsOf(prompts[i].Name);
            int nearest = Enumerable.Range(0, known.Length).MaxBy(j => Cosine(wanted[i], known[j]));
            right += Fits(nearest) ? 1 : 0;
            chance += Enumerable.Range(0, known.Length).Count(Fits) / (double)known.Length;

            bool Fits(int j) => gallery[j].Name == prompts[i].Name || words[j].Overlaps(asked);
        }
        return (right / prompts.Count, chance / prompts.Count);
    }

    /// <summary>How the network captions emoji.</summary>
    public ImageCaptioningMetrics Captions(IReadOnlyList<EmojiRow> emoji)
    {
        using var captioner = ml.Transforms.CaptionImages("Caption", "Image", model).Fit(Rows(emoji));
        return ml.ImageCaptioning.Evaluate(captioner.Transform(Rows(emoji)), "Caption", nameof(EmojiRow.Captions));
    }

    /// <summary>Emoji of a part, without their variations by skin, evenly taken.</summary>
    /// <param name="part">The part.</param>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<EmojiRow> Read(EmojiPart part, int most = int.MaxValue)
    {
        CaptionedImages images = EmojiImages.Read(folder, part, skinVariations: false);
        int count = Math.Min(most, images.Count);
        return
        [
            .. Enumerable.Range(0, count).Select(i => (int)((long)i * images.Count / count)).Select((index, i) => new EmojiRow
            {
                Image = ImageConversion.ToImage(
                    CenterCrop.ToSize(ImageFile.Read(images.PathOf(index), 3), EmojiRow.Size, EmojiRow.Size).Pixels, EmojiRow.Shape),
                Name = images.CaptionsOf(index)[0], Captions = [.. images.CaptionsOf(index)], Seed = (ulong)i,
            }),
        ];
    }

    private static HashSet<string> WordsOf(string name) =>
        [.. name.Split([' ', ',', '(', ')', '.'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 2 && !_small.Contains(word))];

    private static double Cosine(float[] one, float[] other)
    {
        double product = 0, first = 0, second = 0;
        for (int i = 0; i < one.Length; i++)
        {
            product += one[i] * other[i];
            first += one[i] * one[i];
            second += other[i] * other[i];
        }
        return product / Math.Sqrt(first * second);
    }

    private IDataView Rows(IEnumerable<EmojiRow> rows) => ml.Data.LoadFromEnumerable(rows);
}
