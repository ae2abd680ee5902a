using CausalFusion.Text;

namespace CausalFusion.Models;

/// <summary>
/// Between texts and the token sequences that a network reads and writes: a token that begins the text, its own, and one that ends it.
/// </summary>
/// <param name="tokenizer">Between text and tokens.</param>
/// <param name="shape">The shape of the network's text.</param>
internal sealed class TextCodec(ITextTokenizer tokenizer, TextShape shape)
{
    /// <summary>The tokens that there are.</summary>
    public Vocabulary Vocabulary => tokenizer.Vocabulary;

    /// <summary>A prompt, all of it.</summary>
    /// <exception cref="ArgumentException">It is empty, has too many tokens, or is no valid Unicode.</exception>
    public int[] OfPrompt(string prompt) =>
        [Vocabulary.BeginOfText, .. tokenizer.EncodePrompt(prompt, shape.MaxTokens), Vocabulary.EndOfText];

    /// <summary>A caption; one that is too long is cut, and then has no token that ends it.</summary>
    /// <exception cref="ArgumentException">It is no valid Unicode, or too long for any network.</exception>
    public int[] OfCaption(string caption)
    {
        int[] ids = tokenizer.EncodeCaption(caption, shape.MaxTokens, out bool wasCut);
        return wasCut ? [Vocabulary.BeginOfText, .. ids] : [Vocabulary.BeginOfText, .. ids, Vocabulary.EndOfText];
    }

    /// <summary>The beginning of a text that is to be gone on with; null for nothing but the token that begins it.</summary>
    /// <exception cref="ArgumentException">It is empty, leaves no room for a token, or is no valid Unicode.</exception>
    public int[] OfBeginning(string? beginning) => beginning is null
        ? [Vocabulary.BeginOfText]
        : [Vocabulary.BeginOfText, .. tokenizer.EncodeWhole(beginning, "a beginning", Math.Max(1, shape.MaxTokens - 1))];

    /// <summary>Tokens as text; special ones are left out.</summary>
    public string Decode(ReadOnlySpan<int> ids) => tokenizer.Decode(ids);
}
