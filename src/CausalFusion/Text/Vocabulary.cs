using System.Buffers.Binary;
using System.Collections.Frozen;
using System.IO.Hashing;
using System.Text;
using CausalFusion.Files;

namespace CausalFusion.Text;

/// <summary>The tokens of a byte-level byte-pair encoding, and all that it takes to encode and decode by them. Immutable.</summary>
/// <remarks>
/// A token is a string of bytes, and its id its rank: of the neighbors in a piece of text that make up a token, those that make up the one of the
/// lowest id are merged first, the leftmost of them before the others, until none do. So the merges follow from the tokens, and every text can be
/// encoded, as every byte is a token. This is how tiktoken encodes, and LLaMA-3. Special tokens have ids behind those of the others; two
/// vocabularies are equal if all of this is.
/// </remarks>
public sealed class Vocabulary : IEquatable<Vocabulary>
{
    private const int Bytes = 256;

    private readonly byte[][] _tokens;
    private readonly FrozenDictionary<int, string> _specialNames;

    /// <param name="splitting">How texts are cut into pieces.</param>
    /// <param name="tokens">The tokens' bytes in the order of their ids, from 0: each byte, and strings that two tokens of lower ids make up.</param>
    /// <param name="specialTokens">The ids of the special tokens, behind those of the others; there may be gaps.</param>
    /// <param name="names">Which of them begin and end a text and fill up.</param>
    /// <param name="lowercases">Whether texts are read in lower case.</param>
    /// <exception cref="ArgumentException">
    /// A token is empty, too long, there twice, or none that others make up; a byte is missing; a special token has an id of another, or one of the
    /// three is missing; there are too many. The message says which.
    /// </exception>
    public Vocabulary(
        TextSplitting splitting, IReadOnlyList<ReadOnlyMemory<byte>> tokens, IReadOnlyDictionary<string, int> specialTokens,
        SpecialTokenNames? names = null, bool lowercases = false)
    {
        ArgumentNullException.ThrowIfNull(splitting);
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(specialTokens);
        (Splitting, Names, Lowercases) = (splitting, names ?? SpecialTokenNames.Default, lowercases);
        RequireTokens(tokens);
        RequireSpecialTokens(tokens.Count, specialTokens, Names);
        _tokens = [.. tokens.Select(token => token.ToArray())];
        SpecialTokens = specialTokens.ToFrozenDictionary(StringComparer.Ordinal);
        _specialNames = specialTokens.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);
        Size = specialTokens.Values.Max() + 1;
        (BeginOfText, EndOfText, Pad) = (SpecialTokens[Names.Begin], SpecialTokens[Names.End], SpecialTokens[Names.Pad]);
        Fingerprint = Hash();
    }

    /// <summary>How texts are cut into pieces.</summary>
    public TextSplitting Splitting { get; }

    /// <summary>Whether texts are read in lower case: then capital letters are no other letters than small ones.</summary>
    public bool Lowercases { get; }

    /// <summary>One more than the largest id: how many rows an embedding of the tokens has.</summary>
    public int Size { get; }

    /// <summary>The number of tokens that are no special ones, at least 256.</summary>
    public int TokenCount => _tokens.Length;

    /// <summary>The ids of the special tokens by name.</summary>
    public IReadOnlyDictionary<string, int> SpecialTokens { get; }

    /// <summary>Which special tokens begin and end a text and fill up.</summary>
    public SpecialTokenNames Names { get; }

    /// <summary>The id of the token before the first of a text.</summary>
    public int BeginOfText { get; }

    /// <summary>The id of the token behind the last of a text.</summary>
    public int EndOfText { get; }

    /// <summary>The id of the token of places without text.</summary>
    public int Pad { get; }

    /// <summary>32 hexadecimal digits that other vocabularies have others of.</summary>
    public string Fingerprint { get; }

    /// <summary>Whether two vocabularies are the same.</summary>
    public static bool operator ==(Vocabulary? left, Vocabulary? right) => Equals(left, right);

    /// <summary>Whether two vocabularies differ.</summary>
    public static bool operator !=(Vocabulary? left, Vocabulary? right) => !Equals(left, right);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="InvalidDataException">It is no vocabulary; the message says what was expected where, and what was found.</exception>
    public static Vocabulary FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return VocabularyJson.Read(json);
    }

    /// <summary>Everything as JSON, on one line.</summary>
    public string ToJson() => VocabularyJson.Write(this);

    /// <summary>The bytes of a token.</summary>
    /// <param name="id">Its id, from 0 to <see cref="TokenCount"/> − 1.</param>
    public ReadOnlySpan<byte> BytesOf(int id) => _tokens[id];

    /// <summary>The name of a special token; null if the id is of none.</summary>
    /// <param name="id">The id.</param>
    public string? SpecialNameOf(int id) => _specialNames.GetValueOrDefault(id);

    /// <inheritdoc/>
    public bool Equals(Vocabulary? other) => other is not null && Fingerprint == other.Fingerprint;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Vocabulary);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Fingerprint);

    /// <summary>What it is, for a message.</summary>
    public override string ToString() => $"{TokenCount} tokens and {SpecialTokens.Count} special ones, cut as {Splitting} does"
        + $"{(Lowercases ? ", in lower case" : "")} ({Fingerprint[..8]})";

    private static void RequireTokens(IReadOnlyList<ReadOnlyMemory<byte>> tokens)
    {
        if (tokens.Count is < Bytes or > VocabularyLimits.Size)
        {
            throw new ArgumentException($"expected {Bytes} to {VocabularyLimits.Size} tokens, found {tokens.Count}.", nameof(tokens));
        }
        // A string of Latin-1 is a string of bytes that can be looked up by its parts.
        var ids = new Dictionary<string, int>(tokens.Count, StringComparer.Ordinal);
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> parts = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int id = 0; id < tokens.Count; id++)
        {
            ReadOnlySpan<byte> token = tokens[id].Span;
            if (token.Length is 0 or > VocabularyLimits.TokenBytes)
            {
                throw new ArgumentException(
                    $"token {id}: expected 1 to {VocabularyLimits.TokenBytes} bytes, found {token.Length}.", nameof(tokens));
            }
            if (!ids.TryAdd(Encoding.Latin1.GetString(token), id))
            {
                throw new ArgumentException(
                    $"token {id} '{ByteLevelText.Of(token)}': expected a new one, found that of id {ids[Encoding.Latin1.GetString(token)]}.",
                    nameof(tokens));
            }
        }
        for (int value = 0; value < Bytes; value++)
        {
            if (!ids.ContainsKey(((char)value).ToString()))
            {
                throw new ArgumentException($"expected a token for every byte, found none for 0x{value:X2}.", nameof(tokens));
            }
        }
        foreach ((string token, int id) in ids)
        {
            int cut = 1;
            while (cut < token.Length
                && !(parts.TryGetValue(token.AsSpan(0, cut), out int left) && left < id
                    && parts.TryGetValue(token.AsSpan(cut), out int right) && right < id))
            {
                cut++;
            }
            if (cut == token.Length && cut > 1)
            {
                throw new ArgumentException(
                    $"token {id} '{ByteLevelText.Of(tokens[id].Span)}': expected one that two tokens of lower ids make up, found no such two.",
                    nameof(tokens));
            }
        }
    }

    private static void RequireSpecialTokens(int tokens, IReadOnlyDictionary<string, int> special, SpecialTokenNames names)
    {
        if (special.Count > VocabularyLimits.SpecialTokens)
        {
            throw new ArgumentException($"expected at most {VocabularyLimits.SpecialTokens} special tokens, found {special.Count}.", nameof(special));
        }
        var nameOf = new Dictionary<int, string>();
        foreach ((string name, int id) in special)
        {
            if (name.Length is 0 or > VocabularyLimits.NameLength)
            {
                throw new ArgumentException(
                    $"special token of id {id}: expected a name of 1 to {VocabularyLimits.NameLength} characters, found {name.Length}.",
                    nameof(special));
            }
            _ = StrictUtf8.Encode(name);
            if (id < tokens || id >= VocabularyLimits.Size)
            {
                throw new ArgumentException(
                    $"special token '{name}': expected an id from {tokens} to {VocabularyLimits.Size - 1}, found {id}.", nameof(special));
            }
            if (!nameOf.TryAdd(id, name))
            {
                throw new ArgumentException(
                    $"special token '{name}': expected an id of its own, found {id}, which is that of '{nameOf[id]}'.", nameof(special));
            }
        }
        foreach (string name in names.All)
        {
            if (name is null || !special.ContainsKey(name))
            {
                throw new ArgumentException($"expected a special token '{name}', found none.", nameof(names));
            }
        }
        if (names.All.Distinct(StringComparer.Ordinal).Count() != names.All.Count())
        {
            throw new ArgumentException(
                $"expected three special tokens for begin, end and pad, found '{string.Join("', '", names.All)}'.", nameof(names));
        }
    }

    private string Hash()
    {
        var hash = new XxHash128();
        Span<byte> number = stackalloc byte[sizeof(int)];
        AppendText(Splitting.ToString(), number);
        AppendNumber(_tokens.Length, number);
        foreach (byte[] token in _tokens)
        {
            AppendNumber(token.Length, number);
            hash.Append(token);
        }
        foreach ((string name, int id) in SpecialTokens.OrderBy(pair => pair.Value))
        {
            AppendNumber(id, number);
            AppendText(name, number);
        }
        foreach (string name in Names.All)
        {
            AppendText(name, number);
        }
        if (Lowercases)
        {
            AppendNumber(1, number);
        }
        return Convert.ToHexStringLower(hash.GetCurrentHash());

        void AppendNumber(int value, Span<byte> buffer)
        {
            BinaryPrimitives.WriteInt32LittleEndian(buffer, value);
            hash.Append(buffer);
        }

        void AppendText(string text, Span<byte> buffer)
        {
            byte[] utf8 = StrictUtf8.Encode(text);
            AppendNumber(utf8.Length, buffer);
            hash.Append(utf8);
        }
    }
}
