namespace CausalFusion.Models;

/// <summary>The texts of a training batch and where they stand: before the image that they describe, or behind it.</summary>
/// <param name="Tokens">Each image's text with the tokens that begin and end it; empty where there is none.</param>
/// <param name="IsImageFirst">Whether an image stands before its text, whose tokens are then predicted.</param>
internal sealed record BatchTexts(IReadOnlyList<int[]> Tokens, IReadOnlyList<bool> IsImageFirst)
{
    /// <summary>Number of images.</summary>
    public int Count => Tokens.Count;

    /// <summary>Whether an image has a text behind it.</summary>
    public bool IsPredicted(int image) => IsImageFirst[image] && Tokens[image].Length > 0;

    /// <summary>
    /// The tokens of an image's text that stand in its sequence: all before the image; behind it all but the last, from which nothing is predicted.
    /// </summary>
    public int[] InSequence(int image) => IsPredicted(image) ? Tokens[image][..^1] : Tokens[image];

    /// <summary>The tokens that are predicted, one image's after the other's.</summary>
    public IEnumerable<int> Targets() => Enumerable.Range(0, Count).Where(IsPredicted).SelectMany(image => Tokens[image].Skip(1));
}
