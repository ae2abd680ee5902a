using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace CausalFusion.Text;

/// <summary>Cuts a text into the pieces that are made into tokens one by one.</summary>
/// <remarks>
/// The expressions are the published ones, without what other engines know and .NET's doesn't. They are of characters, of which .NET sees halves
/// beyond U+FFFF: such a text is cut as one in which another character of the same category stands for each.
/// </remarks>
internal sealed partial class PieceSplitter : PreTokenizer
{
    private readonly Regex _pieces;

    private PieceSplitter(Regex pieces) => _pieces = pieces;

    /// <summary>The one that cuts as a setting says.</summary>
    public static PieceSplitter Of(TextSplitting splitting) =>
        splitting == TextSplitting.Gpt2 ? new PieceSplitter(Gpt2())
        : splitting == TextSplitting.O200k ? new PieceSplitter(O200k())
        : splitting == TextSplitting.Cl100k ? new PieceSplitter(Cl100k())
        : throw new ArgumentException($"expected one of {string.Join(", ", TextSplitting.All)}, found '{splitting}'.", nameof(splitting));

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => PreTokenize(text.AsSpan());

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text)
    {
        var pieces = new List<(int Offset, int Length)>();
        if (text.IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            foreach (ValueMatch piece in _pieces.EnumerateMatches(text))
            {
                pieces.Add((piece.Index, piece.Length));
            }
            return pieces;
        }
        char[] characters = new char[text.Length];
        int[] offsets = new int[text.Length + 1];
        int count = 0, offset = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            characters[count] = rune.IsBmp ? (char)rune.Value : StandIn(Rune.GetUnicodeCategory(rune));
            offsets[count++] = offset;
            offset += rune.Utf16SequenceLength;
        }
        offsets[count] = offset;
        foreach (ValueMatch piece in _pieces.EnumerateMatches(characters.AsSpan(0, count)))
        {
            pieces.Add((offsets[piece.Index], offsets[piece.Index + piece.Length] - offsets[piece.Index]));
        }
        return pieces;
    }

    private static char StandIn(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter => 'À',
        UnicodeCategory.LowercaseLetter => 'ß',
        UnicodeCategory.TitlecaseLetter => 'ǅ',
        UnicodeCategory.ModifierLetter => 'ʰ',
        UnicodeCategory.OtherLetter => 'ƻ',
        UnicodeCategory.NonSpacingMark => '\u0300',
        UnicodeCategory.SpacingCombiningMark => '\u0903',
        UnicodeCategory.EnclosingMark => '\u0488',
        UnicodeCategory.DecimalDigitNumber => '\u0660',
        UnicodeCategory.LetterNumber => 'Ⅰ',
        UnicodeCategory.OtherNumber => '²',
        _ => '¤',
    };

    // The long s folds to s, which .NET doesn't know.
    [GeneratedRegex(
        @"'(?:[sSſtTmMdD]|[rRvV][eE]|[lL][lL])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        RegexOptions.CultureInvariant)]
    private static partial Regex Cl100k();

    [GeneratedRegex(
        @"'(?:[stmd]|re|ve|ll)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Gpt2();

    [GeneratedRegex(
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?:'(?:[sSſtTmMdD]|[rRvV][eE]|[lL][lL]))?"
        + @"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?:'(?:[sSſtTmMdD]|[rRvV][eE]|[lL][lL]))?"
        + @"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        RegexOptions.CultureInvariant)]
    private static partial Regex O200k();
}
