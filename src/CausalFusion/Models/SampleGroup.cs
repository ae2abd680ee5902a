using CausalFusion.Native;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>Images of a training batch whose sequences have the same form: where their text stands, and how many tokens it has.</summary>
/// <param name="Images">Their numbers in the batch, rising.</param>
/// <param name="IsImageFirst">Whether the text stands behind the image.</param>
/// <param name="TextTokens">Tokens of the text in the sequence.</param>
/// <param name="IsWhole">Whether these are all images of the batch.</param>
internal sealed record SampleGroup(int[] Images, bool IsImageFirst, int TextTokens, bool IsWhole)
{
    /// <summary>Number of images.</summary>
    public int Count => Images.Length;

    /// <summary>Tokens of the text before the image.</summary>
    public int TextBefore => IsImageFirst ? 0 : TextTokens;

    /// <summary>Tokens of the text behind the image.</summary>
    public int TextBehind => IsImageFirst ? TextTokens : 0;

    /// <summary>The groups of a batch.</summary>
    /// <param name="images">Number of images.</param>
    /// <param name="texts">Their texts; null where there are none.</param>
    public static SampleGroup[] Of(int images, BatchTexts? texts)
    {
        var groups = Enumerable.Range(0, images)
            .GroupBy(image => texts is null ? (false, 0) : (texts.IsPredicted(image), texts.InSequence(image).Length))
            .OrderBy(group => group.Key).ToArray();
        return [.. groups.Select(group => new SampleGroup([.. group], group.Key.Item1, group.Key.Item2, groups.Length == 1))];
    }

    /// <summary>What belongs to the images of the group.</summary>
    /// <param name="x">What belongs to all images, (N, …).</param>
    /// <returns>(n, …), in the caller's dispose scope.</returns>
    public Tensor Of(Tensor x) => IsWhole ? x : x.index_select(0, IndexOf(Images, x.device));

    /// <summary>The tokens of their texts that stand in the sequences.</summary>
    public IReadOnlyList<int[]> TextsOf(BatchTexts texts) => [.. Images.Select(texts.InSequence)];

    /// <summary>What was computed group by group, in the order of the batch.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="parts">Each group's part, (n, …).</param>
    /// <returns>(N, …), in the caller's dispose scope.</returns>
    public static Tensor Joined(SampleGroup[] groups, IEnumerable<Tensor> parts)
    {
        Tensor[] all = [.. parts];
        if (all is [Tensor only])
        {
            return only;
        }
        using var scope = NewDisposeScope();
        int[] order = [.. groups.SelectMany(group => group.Images)], places = new int[order.Length];
        foreach ((int place, int image) in order.Index())
        {
            places[image] = place;
        }
        return cat(all, 0).index_select(0, IndexOf(places, all[0].device)).MoveToOuterDisposeScope();
    }

    /// <summary>The outputs of the text tokens behind images, one image's after the other's in the order of the batch.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="outputs">Each group's outputs, (n, T + noised, D), the text's first.</param>
    /// <returns>(text tokens, D), in the caller's dispose scope; null where there are none.</returns>
    public static Tensor? JoinedTexts(SampleGroup[] groups, IEnumerable<Tensor> outputs)
    {
        using var scope = NewDisposeScope();
        (int Image, Tensor Text)[] texts =
        [
            .. groups.Zip(outputs).Where(pair => pair.First.IsImageFirst)
                .SelectMany(pair => pair.First.Images.Select((image, i) => (image, pair.Second[i].narrow(0, 0, pair.First.TextTokens)))),
        ];
        return texts.Length == 0
            ? null
            : cat([.. texts.OrderBy(text => text.Image).Select(text => text.Text)], 0).MoveToOuterDisposeScope();
    }

    private static Tensor IndexOf(int[] values, Device device) => tensor(values.Select(value => (long)value).ToArray()).SentTo(device);
}
