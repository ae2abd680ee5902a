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
    /// How far images follow the names that they are asked for by: which real emoji are the nearest by the network's own features.
    /// </summary>
    /// <param name="gallery">Real emoji, to find the nearest in.</param>
    /// <param name="most">Of how many of them to ask for an image: all, or as many, evenly taken.</param>
    public EmojiFollowing Followed(IReadOnlyList<EmojiRow> gallery, int most)
    {
        EmojiRow[] prompts = EmojiRow.EvenlyTaken(gallery, most);
        int count = prompts.Length;
        using var generator = ml.Transforms.GenerateImages("Image", nameof(EmojiRow.Name), model, sampling).Fit(Rows(prompts));
        using var featurizer = ml.Transforms.FeaturizeImages("Features", "Image", model).Fit(Rows(gallery));
        float[][] drawn = [.. featurizer.Transform(generator.Transform(Rows(prompts))).GetColumn<float[]>("Features")];
        float[][] known = [.. featurizer.Transform(Rows(gallery)).GetColumn<float[]>("Features")];
        EmojiName[] names = [.. gallery.Select(emoji => EmojiName.Of(emoji.Name))];
        double followed = 0, chance = 0, first = 0, five = 0;
        for (int i = 0; i < count; i++)
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
        return new EmojiFollowing(count, followed / count, chance / count, first / count, five / count, gallery.Count);
    }

    /// <summary>How near images of all names, in turn and each of its own seed, are to the real emoji as a whole, by its features.</summary>
    /// <param name="emoji">The real emoji.</param>
    /// <param name="count">How many images.</param>
    public ImageGenerationMetrics Compare(IReadOnlyList<EmojiRow> emoji, int count)
    {
        IDataView asked = Rows(Enumerable.Range(0, count).Select(i => new EmojiRow { Name = emoji[i % emoji.Count].Name, Seed = (ulong)i }));
        using var generator = ml.Transforms.GenerateImages("Image", nameof(EmojiRow.Name), model, sampling).Fit(asked);
        using var featurizer = ml.Transforms.FeaturizeImages("Features", "Image", model).Fit(Rows(emoji));
        return ml.ImageGeneration.Evaluate(featurizer.Transform(Rows(emoji)), featurizer.Transform(generator.Transform(asked)));
    }

    /// <summary>How the network captions emoji.</summary>
    public ImageCaptioningMetrics Captions(IReadOnlyList<EmojiRow> emoji)
    {
        using var captioner = ml.Transforms.CaptionImages("Caption", "Image", model).Fit(Rows(emoji));
        return ml.ImageCaptioning.Evaluate(captioner.Transform(Rows(emoji)), "Caption", nameof(EmojiRow.Captions));
    }

    /// <summary>The emoji that are trained on, without their variations by skin.</summary>
    public IReadOnlyList<EmojiRow> TrainedOn() => Read(EmojiParts.Train);

    /// <summary>The emoji that are held out of training, without their variations by skin.</summary>
    public IReadOnlyList<EmojiRow> HeldOut() => Read(EmojiParts.Test | EmojiParts.Validation);

    private EmojiRow[] Read(EmojiParts parts)
    {
        CaptionedImages images = EmojiImages.Read(folder, parts, skinVariations: false);
        return [.. Enumerable.Range(0, images.Count).Select(i => new EmojiRow
        {
            Image = ImageConversion.ToImage(
                CenterCrop.ToSize(ImageFile.Read(images.PathOf(i), 3), EmojiRow.Size, EmojiRow.Size).Pixels, EmojiRow.Shape),
            Name = images.CaptionsOf(i)[0], Captions = [.. images.CaptionsOf(i)], Seed = (ulong)i,
        })];
    }

    private IDataView Rows(IEnumerable<EmojiRow> rows) => ml.Data.LoadFromEnumerable(rows);
}
