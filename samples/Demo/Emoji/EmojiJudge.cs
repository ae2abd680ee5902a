using System.Numerics.Tensors;
using CausalFusion.Data;
using CausalFusion.Images;
using CausalFusion.ML;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.Samples.Demo.Emoji;

/// <summary>Measures a network of emoji on those that it was not trained on.</summary>
/// <param name="ml">The context.</param>
/// <param name="folder">The folder of the npm package.</param>
/// <param name="model">The network's file.</param>
/// <param name="sampling">How it generates.</param>
internal sealed class EmojiJudge(MLContext ml, string folder, string model, ImageGenerationOptions sampling)
{
    /// <summary>
    /// How far images of held-out names follow them: which real emoji are the nearest by the network's own features, among those that were held out.
    /// </summary>
    /// <param name="prompts">Emoji to ask for.</param>
    /// <param name="gallery">Real emoji, these among them, to find the nearest in.</param>
    public EmojiFollowing Followed(IReadOnlyList<EmojiRow> prompts, IReadOnlyList<EmojiRow> gallery)
    {
        using var generator = ml.Transforms.GenerateImages("Image", nameof(EmojiRow.Name), model, sampling).Fit(Rows(prompts));
        using var featurizer = ml.Transforms.FeaturizeImages("Features", "Image", model).Fit(Rows(gallery));
        float[][] drawn = [.. featurizer.Transform(generator.Transform(Rows(prompts))).GetColumn<float[]>("Features")];
        float[][] known = [.. featurizer.Transform(Rows(gallery)).GetColumn<float[]>("Features")];
        EmojiName[] names = [.. gallery.Select(emoji => EmojiName.Of(emoji.Name))];
        double followed = 0, chance = 0, first = 0, five = 0;
        for (int i = 0; i < prompts.Count; i++)
        {
            var asked = EmojiName.Of(prompts[i].Name);
            float[] features = drawn[i];
            int[] nearest =
            [
                .. known.Index().OrderByDescending(real => TensorPrimitives.CosineSimilarity<float>(features, real.Item))
                .Select(real => real.Index).Take(5),
            ];
            int place = nearest.IndexOf(gallery.Index().First(emoji => emoji.Item.Name == prompts[i].Name).Index);
            followed += names[nearest[0]] == asked ? 1 : 0;
            chance += names.Count(name => name == asked) / (double)names.Length;
            first += place == 0 ? 1 : 0;
            five += place >= 0 ? 1 : 0;
        }
        int count = prompts.Count;
        return new EmojiFollowing(count, followed / count, chance / count, first / count, five / count, gallery.Count);
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

    private IDataView Rows(IEnumerable<EmojiRow> rows) => ml.Data.LoadFromEnumerable(rows);
}
