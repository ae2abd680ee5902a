using CausalFusion.Files;

namespace CausalFusion.Text;

/// <summary>Texts of limited length.</summary>
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
        if (string.IsNullOrWhiteSpace(prompt))
        {
            throw new ArgumentException("expected a prompt, found an empty text.", nameof(prompt));
        }
        int[] ids = tokenizer.Encode(prompt);
        return ids.Length <= most ? ids : throw new ArgumentException(
            $"{SafetensorsHeader.Quote(prompt)}: expected a prompt of at most {most} tokens, found {ids.Length}.", nameof(prompt));
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
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        int[] ids = tokenizer.Encode(caption);
        wasCut = ids.Length > most;
        return wasCut ? ids[..most] : ids;
    }
}
