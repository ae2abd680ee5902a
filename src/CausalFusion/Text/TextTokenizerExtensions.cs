using CausalFusion.Files;

namespace CausalFusion.Text;

/// <summary>Texts of limited length, without the white space around them.</summary>
public static class TextTokenizerExtensions
{
    /// <summary>Turns a prompt into tokens, all of it.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="prompt">The text.</param>
    /// <param name="most">The most tokens that it may have, at least 1.</param>
    /// <returns>The tokens' ids, at least one.</returns>
    /// <exception cref="ArgumentException">The prompt is empty or nothing but white space, has more tokens, or is no valid Unicode.</exception>
    public static int[] EncodePrompt(this ITextTokenizer tokenizer, string prompt, int most)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return tokenizer.EncodeWhole(prompt, "a prompt", most);
    }

    /// <summary>Turns a text into tokens, all of it.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="text">The text.</param>
    /// <param name="what">What it is, with its article, for messages.</param>
    /// <param name="most">The most tokens that it may have.</param>
    /// <exception cref="ArgumentException">As of <see cref="EncodePrompt"/>.</exception>
    internal static int[] EncodeWhole(this ITextTokenizer tokenizer, string text, string what, int most)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new ArgumentException($"expected {what}, found an empty text.", nameof(text));
        }
        int[] ids = tokenizer.Encode(text.Trim());
        return ids.Length <= most ? ids : throw new ArgumentException(
            $"{SafetensorsHeader.Quote(text)}: expected {what} of at most {most} tokens, found {ids.Length}.", nameof(text));
    }

    /// <summary>Turns a caption into tokens, of which those beyond a limit are left out.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="caption">The text.</param>
    /// <param name="most">The most tokens that are kept, at least 1.</param>
    /// <param name="wasCut">Receives whether tokens were left out.</param>
    /// <returns>The tokens' ids.</returns>
    /// <exception cref="ArgumentException">The caption has half a surrogate pair, or is too long for any network.</exception>
    public static int[] EncodeCaption(this ITextTokenizer tokenizer, string caption, int most, out bool wasCut)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(caption);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        int[] ids = tokenizer.Encode(caption.Trim());
        wasCut = ids.Length > most;
        return wasCut ? ids[..most] : ids;
    }
}
