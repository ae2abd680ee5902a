using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CausalFusion.Evaluation;

/// <summary>Splits captions into words.</summary>
/// <remarks>
/// <para>
/// <see cref="CaptionTokenization.Coco"/> follows Stanford's PTBTokenizer, which the MS-COCO caption evaluation runs in version 3.4.1, then leaves
/// out the punctuation that the evaluation lists and changes the rest to lower case:
/// </para>
/// <list type="bullet">
/// <item>A word is a run of letters, digits and accents. It goes on over a hyphen or a slash (<c>black-and-white</c>, <c>and/or</c>), over . , :
/// between digits (<c>12:30</c>), over . ! ? before a letter, over &amp; and + between capitals (<c>R&amp;B</c>), and over the apostrophe of o', d'
/// and l' (<c>o'clock</c>). A number keeps its sign.</item>
/// <item>'s, 'm, 'd, 're, 've, 'll and n't are words of their own (<c>do n't</c>), and cannot, gonna, gotta, lemme, gimme, wanna, 'tis, 'twas and
/// y'all are two. 'em, 'til, 'till, 'cause, 'n' and '90s keep their apostrophes; elsewhere these are quotes.</item>
/// <item>A period stays with initials and abbreviations (<c>U.S.</c>, <c>p.m.</c>, <c>Mr.</c>, <c>St.</c>, <c>no. 5</c>), with a single letter unless
/// it ends the caption.</item>
/// <item>Quotes, other periods, single ? and !, commas, colons, semicolons and up to four hyphens or a dash are left out. Brackets become
/// <c>-lrb-</c>, <c>-rrb-</c>, <c>-lsb-</c>, <c>-rsb-</c>, <c>-lcb-</c>, <c>-rcb-</c> and stay, and so do <c>!!</c> and <c>?!</c>: that evaluation
/// lists what it leaves out, and these are not in the list.</item>
/// <item>A word after # or @ keeps it; every other symbol is a word.</item>
/// </list>
/// <para>
/// These rules are written after that tokenizer's, and have not been compared with the Java program text by text. It knows more abbreviations, web
/// and mail addresses, telephone numbers, fractions with spaces, smileys and character entities, decides on some periods by the caption that follows,
/// and drops what Unicode had no name for in its time, such as emoji. Where figures must agree to the last digit, run it, and give its words here: as
/// vectors, or as texts with <see cref="CaptionTokenization.WhiteSpace"/>.
/// </para>
/// </remarks>
internal static partial class CaptionTokenizer
{
    /// <summary>The longest text, in UTF-16 characters.</summary>
    public const int MaxLength = 16_384;

    private const string Letter = @"\p{L}";
    private const string Inner = @"[\p{L}\p{Nd}\p{M}]"; // what words are made of
    private const string Reduced = $"(?:s|m|d|re|ve|ll)(?!{Inner})";
    private const string Part = $"(?:[odl]'(?!{Reduced})(?={Inner}))?{Inner}+";
    private const string Joint = @"(?:[-/]|(?<=\p{Nd})[.,:](?=\p{Nd}))";
    private const string Abbreviation =
        "mrs?|m[sx]|drs?|prof|rev|jr|sr|ste?|lt|col|gen|sgt|cpl|pvt|capt|cmdr|maj|gov|sen|rep|hon|ave|blvd|rd|mt|ft|dept|univ|bldg"
        + "|inc|corp?|co|ltd|bros|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thu|thurs|fri|etc|vs|est|ext|tel|sq";

    // In the order of their precedence: names of brackets; contractions; tags; words before n't; names with & or +; initials, single letters and
    // abbreviations with their period; words and numbers; signs that come in runs; any other sign.
    private const string Token = $$"""
        -[lr][rsc]b-
        | '{{Reduced}} | n't(?!{{Inner}}) | '(?:em|till?|cause|\p{Nd}{2}s?)(?!{{Inner}}) | 'n'(?!{{Inner}})
        | 't(?=(?:is|was)(?!{{Inner}})) | (?:y|th)'(?!{{Reduced}})(?={{Inner}})
        | [\#@]{{Letter}}[\p{L}\p{Nd}\p{M}_]*
        | {{Letter}}+(?=n't(?!{{Inner}}))
        | (?-i:[A-Z]+(?:[&+][A-Z]+)+)
        | (?:{{Letter}}\.){2,}(?!{{Letter}}) | {{Letter}}\.(?!{{Letter}})(?=[^\p{L}\p{Nd}]*[\p{L}\p{Nd}])
        | (?:{{Abbreviation}})\.(?!{{Letter}}) | no\.(?=\s?\p{Nd})
        | (?={{Letter}}){{Part}}(?:(?:{{Joint}}|[.!?](?={{Letter}})){{Part}})* | (?:[-+]?(?:(?<!\.)\.)?(?=\p{Nd}))?{{Part}}(?:{{Joint}}{{Part}})*
        | \.+ | [?!]+ | -+ | \*+ | \#+ | @+ | =+ | _+
        | [\uD800-\uDBFF][\uDC00-\uDFFF] | \S
        """;

    /// <summary>A text's words, in their order.</summary>
    /// <param name="text">The text, of at most <see cref="MaxLength"/> characters.</param>
    /// <param name="tokenization">How to split it.</param>
    /// <returns>The words; none where the text has none.</returns>
    /// <exception cref="ArgumentException">The text is too long.</exception>
    public static IReadOnlyList<string> Tokenize(ReadOnlySpan<char> text, CaptionTokenization tokenization = CaptionTokenization.Coco)
    {
        if (text.Length > MaxLength)
        {
            throw new ArgumentException($"expected a text of at most {MaxLength} characters, found {text.Length}.", nameof(text));
        }
        return tokenization switch
        {
            CaptionTokenization.Coco => CocoWords(Plain(text)),
            CaptionTokenization.WhiteSpace => text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
            _ => throw new ArgumentOutOfRangeException(nameof(tokenization), tokenization, "Expected a tokenization."),
        };
    }

    private static List<string> CocoWords(string text)
    {
        var words = new List<string>();
        foreach (ValueMatch match in Tokens().EnumerateMatches(text))
        {
            string word = text.Substring(match.Index, match.Length).ToLowerInvariant();
            switch (word)
            {
                case "cannot" or "gonna" or "gotta" or "lemme" or "gimme" or "wanna":
                    words.Add(word[..3]);
                    words.Add(word[3..]);
                    break;
                case "(" or ")" or "[" or "]" or "{" or "}":
                    words.Add(NameOfBracket(word[0]));
                    break;
                case "'" or "\"" or "`" or "," or ":" or ";" or "?" or "!" or "-" or "--" or "---" or "----":
                    break;
                default:
                    if (word[0] != '.' || word.Length > 1 && word[1] != '.')
                    {
                        words.Add(word);
                    }
                    break;
            }
        }
        return words;
    }

    private static string NameOfBracket(char bracket) => bracket switch
    {
        '(' => "-lrb-",
        ')' => "-rrb-",
        '[' => "-lsb-",
        ']' => "-rsb-",
        '{' => "-lcb-",
        _ => "-rcb-",
    };

    /// <summary>The text with one kind of quotes, apostrophes, hyphens, dashes and ellipses, and without what is invisible.</summary>
    private static string Plain(ReadOnlySpan<char> text)
    {
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            switch (c)
            {
                case '‘' or '’' or '‚' or '‛' or '´' or '‹' or '›':
                    plain.Append('\'');
                    break;
                case '“' or '”' or '„' or '‟' or '«' or '»':
                    plain.Append('"');
                    break;
                case '‐' or '‑' or '‒':
                    plain.Append('-');
                    break;
                case '–' or '—' or '―':
                    plain.Append(" -- ");
                    break;
                case '…':
                    plain.Append("...");
                    break;
                default:
                    bool isPair = i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1]);
                    if (isPair)
                    {
                        plain.Append(c).Append(text[++i]);
                    }
                    else if (char.IsWhiteSpace(c) || CharUnicodeInfo.GetUnicodeCategory(c) is not (
                        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate))
                    {
                        plain.Append(c);
                    }
                    break;
            }
        }
        return plain.ToString();
    }

    [GeneratedRegex(
        Token, RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Tokens();
}
