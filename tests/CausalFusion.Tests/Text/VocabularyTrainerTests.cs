using System.Text;
using CausalFusion.Randomness;
using CausalFusion.Text;

namespace CausalFusion.Tests.Text;

public sealed class VocabularyTrainerTests
{
    private static readonly string[] _captions =
    [
        "a small red circle", "a large red square", "a small blue circle above a large red square", "a red triangle to the left of a blue circle", "",
    ];

    [Fact]
    public void What_neighbors_make_up_most_often_becomes_the_next_token()
    {
        Vocabulary vocabulary = VocabularyTrainer.Train(["aab aab aab", "cab"], new() { Size = 263, MinCount = 1 });
        Assert.Equal(["ab", "aab", " aab", "cab"], Tokens(vocabulary));
        Assert.Equal((263, 260, 261, 262), (vocabulary.Size, vocabulary.BeginOfText, vocabulary.EndOfText, vocabulary.Pad));
    }

    [Fact]
    public void Strings_that_occur_as_often_become_tokens_in_the_order_of_their_bytes() =>
        Assert.Equal(["dc", "zy"], Tokens(VocabularyTrainer.Train(["zy", "dc", "zy", "dc"], new() { Size = 300 })));

    [Fact]
    public void The_order_of_the_texts_does_not_matter_and_the_size_is_kept_to()
    {
        Vocabulary vocabulary = VocabularyTrainer.Train(_captions, new() { Size = 280 }),
            other = VocabularyTrainer.Train(_captions.Reverse(), new() { Size = 280 });
        Assert.Equal(280, vocabulary.Size);
        Assert.Equal(vocabulary, other);
        Assert.NotEqual(vocabulary, VocabularyTrainer.Train(_captions, new() { Size = 279 }));
        Assert.InRange(VocabularyTrainer.Train(_captions, new() { Size = 100_000 }).Size, 281, 400);
    }

    [Fact]
    public void Captions_without_capitals_make_a_vocabulary_that_reads_capitals_as_small_letters()
    {
        Vocabulary small = VocabularyTrainer.Train(_captions), mixed = VocabularyTrainer.Train([.. _captions, "A small red circle"]);
        Assert.True(small.Lowercases);
        Assert.False(mixed.Lowercases);

        var tokenizer = new BytePairTokenizer(Vocabulary.FromJson(small.ToJson()));
        Assert.Equal(tokenizer.Encode("a small red circle"), tokenizer.Encode("A Small RED circle"));
        Assert.NotEqual(new BytePairTokenizer(mixed).Encode("a small red circle"), new BytePairTokenizer(mixed).Encode("A Small RED circle"));
    }

    [Fact]
    public void What_occurs_less_often_than_asked_for_becomes_no_token()
    {
        Vocabulary vocabulary = VocabularyTrainer.Train(_captions, new() { Size = 1000, MinCount = 3 });
        Assert.Contains(" circle", Tokens(vocabulary));
        Assert.DoesNotContain(" blue", Tokens(vocabulary));
    }

    [Fact]
    public void Each_token_is_the_string_that_the_encoding_by_those_before_it_has_most_often()
    {
        string[] texts = [.. RandomTexts(40)];
        Vocabulary vocabulary = VocabularyTrainer.Train(texts, new() { Size = 320 });
        for (int id = 256; id < vocabulary.TokenCount; id++)
        {
            string[] tokens = [.. Tokens(vocabulary).Take(id - 256)];
            var before = new BytePairTokenizer(TinyVocabulary.Of(tokens));
            var counts = new Dictionary<string, int>();
            PieceSplitter splitter = PieceSplitter.Of(TextSplitting.Cl100k);
            foreach (string piece in texts.SelectMany(text => splitter.PreTokenize(text).Select(part => text.Substring(part.Offset, part.Length))))
            {
                int[] ids = before.Encode(piece);
                for (int i = 0; i + 1 < ids.Length; i++)
                {
                    string pair = Encoding.Latin1.GetString([.. before.Vocabulary.BytesOf(ids[i]), .. before.Vocabulary.BytesOf(ids[i + 1])]);
                    counts[pair] = counts.GetValueOrDefault(pair) + 1;
                }
            }
            string best = counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).First().Key;
            Assert.Equal(best, Encoding.Latin1.GetString(vocabulary.BytesOf(id)));
        }
    }

    [Fact]
    public void Captions_take_far_fewer_tokens_than_bytes_and_others_are_encoded_all_the_same()
    {
        var tokenizer = new BytePairTokenizer(VocabularyTrainer.Train(_captions, new() { Size = 400 }));
        Assert.Equal(4, tokenizer.Encode("a small red circle").Length);
        Assert.Equal("жёлтый круг 🟡", tokenizer.Decode(tokenizer.Encode("жёлтый круг 🟡")));
    }

    [Fact]
    public void Texts_that_are_none_are_refused()
    {
        Assert.Contains("text 1: expected valid Unicode", Refused(["a", "\ud800"]), StringComparison.Ordinal);
        Assert.Contains("found none", Refused([]), StringComparison.Ordinal);
        Assert.Contains("found 2 empty ones", Refused(["", ""]), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => VocabularyTrainer.Train(_captions, new() { Size = 258 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => VocabularyTrainer.Train(_captions, new() { MinCount = 0 }));
        Assert.Throws<OperationCanceledException>(() => VocabularyTrainer.Train(_captions, null, new CancellationToken(canceled: true)));

        static string Refused(string[] texts) => Assert.Throws<ArgumentException>(() => VocabularyTrainer.Train(texts)).Message;
    }

    private static IEnumerable<string> RandomTexts(int count)
    {
        var random = new RandomStream(11);
        for (int i = 0; i < count; i++)
        {
            yield return string.Concat(Enumerable.Range(0, 30).Select(_ => "aaabbc é"[random.Next(8)]));
        }
    }

    private static string[] Tokens(Vocabulary vocabulary) =>
        [.. Enumerable.Range(256, vocabulary.TokenCount - 256).Select(id => Encoding.UTF8.GetString(vocabulary.BytesOf(id)))];
}
