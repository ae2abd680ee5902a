using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace CausalFusion.Text;

/// <summary>Encodes and decodes by a <see cref="Text.Vocabulary"/>; the merging is that of Microsoft.ML.Tokenizers. Thread-safe.</summary>
public sealed class BytePairTokenizer : ITextTokenizer
{
    /// <summary>The most characters of a text. Networks read fewer, and a word takes time with the square of its length.</summary>
    public const int MaxTextLength = 10_000;

    private readonly TiktokenTokenizer _merging;
    private readonly Regex _special;

    /// <param name="vocabulary">The tokens.</param>
    public BytePairTokenizer(Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Vocabulary = vocabulary;
        using MemoryStream ranks = TiktokenFile.Write(vocabulary);
        _merging = TiktokenTokenizer.Create(ranks, PieceSplitter.Of(vocabulary.Splitting), normalizer: null);
        // A longer name before one that it begins with.
        _special = new Regex(string.Join('|', vocabulary.SpecialTokens.Keys.OrderByDescending(name => name.Length).Select(Regex.Escape)));
    }

    /// <inheritdoc/>
    public Vocabulary Vocabulary { get; }

    /// <inheritdoc/>
    public int[] Encode(string text)
    {
        RequireText(text);
        string read = Vocabulary.Lowercases ? text.ToLowerInvariant() : text;
        return text.Length == 0 ? [] : [.. _merging.EncodeToIds(read, considerNormalization: false)];
    }

    /// <summary>Turns text into tokens, and the names of special tokens in it into these. Not for texts that strangers write.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">The text has half a surrogate pair, or is too long; the message says where.</exception>
    public int[] EncodeWithSpecialTokens(string text)
    {
        RequireText(text);
        var ids = new List<int>();
        int start = 0;
        foreach (ValueMatch name in _special.EnumerateMatches(text))
        {
            ids.AddRange(Encode(text[start..name.Index]));
            ids.Add(Vocabulary.SpecialTokens[text.Substring(name.Index, name.Length)]);
            start = name.Index + name.Length;
        }
        ids.AddRange(Encode(text[start..]));
        return [.. ids];
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids)
    {
        var bytes = new ArrayBufferWriter<byte>(Math.Max(16, 4 * ids.Length));
        foreach (int id in ids)
        {
            if (id >= 0 && id < Vocabulary.TokenCount)
            {
                bytes.Write(Vocabulary.BytesOf(id));
            }
            else if (Vocabulary.SpecialNameOf(id) is null)
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"expected ids of the vocabulary's {Vocabulary.TokenCount} tokens, found {id}."),
                    nameof(ids));
            }
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>Checks that a text is one that can be encoded.</summary>
    /// <exception cref="ArgumentException">It has half a surrogate pair, or is too long.</exception>
    internal static void RequireText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxTextLength)
        {
            throw new ArgumentException($"expected a text of at most {MaxTextLength} characters, found {text.Length}.", nameof(text));
        }
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                {
                    throw new ArgumentException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"expected valid Unicode, found half a surrogate pair, U+{(int)text[i]:X4}, at character {i}."), nameof(text));
                }
                i++;
            }
        }
    }
}
