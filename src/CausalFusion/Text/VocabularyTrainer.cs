using System.Runtime.InteropServices;
using System.Text;
using CausalFusion.Files;

namespace CausalFusion.Text;

/// <summary>Makes a small vocabulary from texts, as the captions of a data set.</summary>
/// <remarks>
/// A byte-pair encoding: it begins with a token for every byte; then, again and again, the string that neighbors make up most often in the texts, as
/// they are encoded so far, becomes a token; of those that occur as often the first in the order of their bytes. The result depends on nothing but
/// the texts, whose order doesn't matter. If none of them has a capital letter, the vocabulary reads all texts in lower case: capitals would be bytes
/// that a network has never seen.
/// </remarks>
public static class VocabularyTrainer
{
    private const int Bytes = 256, MaxPieceBytes = 256;

    /// <summary>Makes a vocabulary.</summary>
    /// <param name="texts">The texts; empty ones don't matter. Pieces of more than 256 bytes are no model for tokens and are left out.</param>
    /// <param name="options">What it is to be like; the defaults where null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The vocabulary, with fewer tokens than asked for where the texts have no more that occur often enough.</returns>
    /// <exception cref="ArgumentException">A text has half a surrogate pair, or is too long; or there is nothing in the texts.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static Vocabulary Train(
        IEnumerable<string> texts, VocabularyTrainingOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        options ??= new VocabularyTrainingOptions();
        string[] special = [.. SpecialTokenNames.Default.All];
        options.Validate();
        Dictionary<string, long> pieces = CountPieces(texts, options.Splitting, cancellationToken, out bool areLowercase);
        var merging = new Merging(pieces, options.MinCount);
        while (merging.Tokens.Count < options.Size - special.Length && merging.AddMostFrequent())
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
        return new Vocabulary(
            options.Splitting, [.. merging.Tokens.Select(token => (ReadOnlyMemory<byte>)Encoding.Latin1.GetBytes(token))],
            special.Index().ToDictionary(name => name.Item, name => merging.Tokens.Count + name.Index), lowercases: areLowercase);
    }

    private static Dictionary<string, long> CountPieces(
        IEnumerable<string> texts, TextSplitting splitting, CancellationToken cancellationToken, out bool areLowercase)
    {
        areLowercase = true;
        PieceSplitter splitter = PieceSplitter.Of(splitting);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        int number = 0;
        foreach (string text in texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                BytePairTokenizer.RequireText(text);
            }
            catch (ArgumentException exception)
            {
                throw new ArgumentException($"text {number}: {exception.Message}", nameof(texts), exception);
            }
            areLowercase &= text.EnumerateRunes().All(rune => Rune.ToLowerInvariant(rune) == rune);
            foreach ((int offset, int length) in splitter.PreTokenize(text))
            {
                byte[] piece = StrictUtf8.Encode(text.Substring(offset, length));
                if (piece.Length <= MaxPieceBytes)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(counts, Encoding.Latin1.GetString(piece), out _)++;
                }
            }
            number++;
        }
        return counts.Count > 0 ? counts : throw new ArgumentException(
            $"expected texts to make a vocabulary from, found {(number == 0 ? "none" : $"{number} empty ones")}.", nameof(texts));
    }

    /// <summary>The pieces as the tokens so far encode them. Tokens are strings of Latin-1, each character a byte.</summary>
    private sealed class Merging
    {
        private readonly long _minCount;
        private readonly (string Piece, long Count)[] _pieces;
        private readonly List<string>[] _parts;
        private readonly Dictionary<string, int> _pieceOf = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> _ranks = new(StringComparer.Ordinal);
        private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
        private readonly Dictionary<string, HashSet<int>> _places = new(StringComparer.Ordinal);
        private readonly PriorityQueue<string, (long Count, string Token)> _candidates = new(new MostFrequentFirst());

        public Merging(Dictionary<string, long> pieces, long minCount)
        {
            _minCount = minCount;
            for (int value = 0; value < Bytes; value++)
            {
                Add(((char)value).ToString());
            }
            _pieces = [.. pieces.OrderBy(piece => piece.Key, StringComparer.Ordinal).Select(piece => (piece.Key, piece.Value))];
            _parts = new List<string>[_pieces.Length];
            var changed = new HashSet<string>(StringComparer.Ordinal);
            for (int i = 0; i < _pieces.Length; i++)
            {
                _pieceOf.Add(_pieces[i].Piece, i);
                _parts[i] = [.. _pieces[i].Piece.Select(character => character.ToString())];
                Count(i, 1, changed);
            }
            Enqueue(changed);
        }

        /// <summary>The tokens in the order of their ids.</summary>
        public List<string> Tokens { get; } = [];

        /// <summary>Makes the most frequent pair a token; false where none is frequent enough.</summary>
        public bool AddMostFrequent()
        {
            while (_candidates.TryDequeue(out string? token, out (long Count, string Token) then))
            {
                long count = _counts.GetValueOrDefault(token);
                if (count < _minCount)
                {
                    continue;
                }
                if (count != then.Count)
                {
                    _candidates.Enqueue(token, (count, token));
                    continue;
                }
                Add(token);
                Merge(token);
                return true;
            }
            return false;
        }

        private void Add(string token)
        {
            _ranks.Add(token, Tokens.Count);
            Tokens.Add(token);
        }

        private void Merge(string token)
        {
            var changed = new HashSet<string>(StringComparer.Ordinal);
            foreach (int piece in _places[token].ToArray())
            {
                Count(piece, -1, changed);
                Merge(_parts[piece]);
                Count(piece, 1, changed);
            }
            if (_pieceOf.TryGetValue(token, out int whole) && _parts[whole].Count > 1)
            {
                // A piece that is a token is that token, whatever its parts would merge to.
                Count(whole, -1, changed);
                _parts[whole] = [token];
            }
            Enqueue(changed);
        }

        private void Merge(List<string> parts)
        {
            while (true)
            {
                int lowest = int.MaxValue, place = -1;
                for (int i = 0; i + 1 < parts.Count; i++)
                {
                    if (_ranks.TryGetValue(parts[i] + parts[i + 1], out int rank) && rank < lowest)
                    {
                        (lowest, place) = (rank, i);
                    }
                }
                if (place < 0)
                {
                    return;
                }
                parts[place] += parts[place + 1];
                parts.RemoveAt(place + 1);
            }
        }

        private void Count(int piece, int sign, HashSet<string> changed)
        {
            List<string> parts = _parts[piece];
            for (int i = 0; i + 1 < parts.Count; i++)
            {
                string pair = parts[i] + parts[i + 1];
                CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _) += sign * _pieces[piece].Count;
                ref HashSet<int>? places = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, pair, out _);
                places ??= [];
                if (sign > 0)
                {
                    places.Add(piece);
                }
                else
                {
                    places.Remove(piece);
                }
                changed.Add(pair);
            }
        }

        private void Enqueue(HashSet<string> changed)
        {
            foreach (string pair in changed)
            {
                if (_counts[pair] >= _minCount)
                {
                    _candidates.Enqueue(pair, (_counts[pair], pair));
                }
            }
        }
    }

    private sealed class MostFrequentFirst : IComparer<(long Count, string Token)>
    {
        public int Compare((long Count, string Token) x, (long Count, string Token) y) =>
            x.Count != y.Count ? y.Count.CompareTo(x.Count) : string.CompareOrdinal(x.Token, y.Token);
    }
}
