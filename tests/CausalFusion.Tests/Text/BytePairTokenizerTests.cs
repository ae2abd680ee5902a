using System.Text;
using CausalFusion.Randomness;
using CausalFusion.Text;

namespace CausalFusion.Tests.Text;

public sealed class BytePairTokenizerTests
{
    private static readonly BytePairTokenizer _tokenizer = new(TinyVocabulary.Of("re", "red", " red", "ed", "ci", "ci" + "re"));

    [Theory]
    [InlineData("", new int[0])]
    [InlineData("red", new[] { 257 })]
    [InlineData("a red", new[] { 97, 258 })]
    [InlineData("reed", new[] { 256, 259 })]
    [InlineData("cire", new[] { 261 })]
    [InlineData("é", new[] { 0xC3, 0xA9 })]
    [InlineData("<|pad|>", new[] { 60, 124, 112, 97, 100, 124, 62 })]
    public void A_text_is_what_merging_the_lowest_pairs_first_makes_of_it(string text, int[] ids)
    {
        Assert.Equal(ids, _tokenizer.Encode(text));
        Assert.Equal(text, _tokenizer.Decode(ids));
    }

    [Fact]
    public void Every_text_is_read_back_from_its_tokens()
    {
        var random = new RandomStream(3);
        for (int i = 0; i < 500; i++)
        {
            var text = new StringBuilder();
            for (int length = random.Next(20); length > 0; length--)
            {
                int value = random.Next(random.Next(2) == 0 ? 0x80 : 0x11_0000);
                text.Append(Rune.IsValid(value) ? new Rune(value).ToString() : "red");
            }
            int[] ids = _tokenizer.Encode(text.ToString());
            Assert.Equal(text.ToString(), _tokenizer.Decode(ids));
            Assert.All(ids, id => Assert.InRange(id, 0, _tokenizer.Vocabulary.TokenCount - 1));
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused_by_its_place()
    {
        // Not as a theory's data, which can't hold such texts.
        (string Text, string Message)[] texts =
        [
            ("a\ud800b", "U+D800, at character 1"), ("ab\udc00", "U+DC00, at character 2"), ("\ud83d", "U+D83D, at character 0"),
            ("😀\ude00", "U+DE00, at character 2"),
        ];
        Assert.All(texts, one => Assert.Contains(
            one.Message, Assert.Throws<ArgumentException>(() => _tokenizer.Encode(one.Text)).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_text_that_is_too_long_is_refused_and_the_longest_is_not_slow()
    {
        const int Most = BytePairTokenizer.MaxTextLength;
        Assert.Contains(
            $"at most {Most} characters, found {Most + 1}",
            Assert.Throws<ArgumentException>(() => _tokenizer.Encode(new string('x', Most + 1))).Message, StringComparison.Ordinal);
        string longest = string.Concat(Enumerable.Repeat("red", Most / 3));
        long started = Environment.TickCount64;
        Assert.Equal(Most / 3, _tokenizer.Encode(longest).Length);
        Assert.InRange(Environment.TickCount64 - started, 0, 5000);
    }

    [Fact]
    public void Special_tokens_are_left_out_of_a_text_and_ids_of_no_token_are_refused()
    {
        Vocabulary vocabulary = _tokenizer.Vocabulary;
        Assert.Equal("red", _tokenizer.Decode([vocabulary.BeginOfText, 257, vocabulary.EndOfText, vocabulary.Pad]));
        Assert.Contains(
            $"found {vocabulary.Size}", Assert.Throws<ArgumentException>(() => _tokenizer.Decode([257, vocabulary.Size])).Message,
            StringComparison.Ordinal);
        Assert.Contains("found -1", Assert.Throws<ArgumentException>(() => _tokenizer.Decode([-1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_character_is_read_as_the_replacement_character() => Assert.Equal("a\uFFFD", _tokenizer.Decode([97, 0xC3]));

    [Fact]
    public void Names_of_special_tokens_become_these_where_that_is_asked_for()
    {
        Vocabulary vocabulary = _tokenizer.Vocabulary;
        Assert.Equal(
            [vocabulary.BeginOfText, 97, 258, vocabulary.EndOfText, vocabulary.EndOfText],
            _tokenizer.EncodeWithSpecialTokens("<|begin_of_text|>a red<|end_of_text|><|end_of_text|>"));
        Assert.Equal(_tokenizer.Encode("<|end of text|>"), _tokenizer.EncodeWithSpecialTokens("<|end of text|>"));
        Assert.Empty(_tokenizer.EncodeWithSpecialTokens(""));
    }

    [Theory]
    [InlineData("", "expected a prompt, found an empty text")]
    [InlineData(" \n ", "expected a prompt, found an empty text")]
    [InlineData("a red", "'a red': expected a prompt of at most 1 tokens, found 2")]
    public void A_prompt_that_is_empty_or_too_long_is_refused(string prompt, string message) => Assert.Contains(
        message, Assert.Throws<ArgumentException>(() => _tokenizer.EncodePrompt(prompt, 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_caption_that_is_too_long_is_cut_and_that_is_told()
    {
        Assert.Equal([97], _tokenizer.EncodeCaption("a red", 1, out bool wasCut));
        Assert.True(wasCut);
        Assert.Equal([97, 258], _tokenizer.EncodeCaption("a red", 2, out wasCut));
        Assert.False(wasCut);
        Assert.Equal([97, 258], _tokenizer.EncodePrompt("a red", 2));
        Assert.Equal([97, 258], _tokenizer.EncodePrompt(" a red\n", 2));
        Assert.Equal([97, 258], _tokenizer.EncodeCaption("\ta red ", 2, out _));
    }

    [Fact]
    public void Texts_are_encoded_by_several_threads_at_once()
    {
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => $"a red {i} cire {i * 7} reed")];
        int[][] expected = [.. texts.Select(_tokenizer.Encode)];
        var fresh = new BytePairTokenizer(_tokenizer.Vocabulary);
        int[][] found = new int[texts.Length][];
        Parallel.For(0, texts.Length, i => found[i] = fresh.Encode(texts[i]));
        Assert.Equal(expected, found);
    }
}
