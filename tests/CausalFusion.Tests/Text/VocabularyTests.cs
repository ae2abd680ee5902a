using System.Text.Json.Nodes;
using CausalFusion.Text;

namespace CausalFusion.Tests.Text;

public sealed class VocabularyTests
{
    [Fact]
    public void A_vocabulary_is_read_back_from_its_json_and_equals_what_was_written()
    {
        Vocabulary written = TinyVocabulary.Of("re", "red", " r", "\"\\");
        Vocabulary read = Vocabulary.FromJson(written.ToJson());
        Assert.Equal(written, read);
        Assert.True(written == read && written.GetHashCode() == read.GetHashCode());
        Assert.Equal(written.ToJson(), read.ToJson());
        Assert.Equal((260, 263, 260, 261, 262), (read.TokenCount, read.Size, read.BeginOfText, read.EndOfText, read.Pad));
        Assert.Equal("red"u8, read.BytesOf(257));
        Assert.Equal("<|end_of_text|>", read.SpecialNameOf(261));
        Assert.Null(read.SpecialNameOf(0));
        Assert.DoesNotContain('\n', written.ToJson());
    }

    [Fact]
    public void Vocabularies_differ_by_a_token_the_splitting_an_id_or_a_name()
    {
        List<ReadOnlyMemory<byte>> tokens = TinyVocabulary.Tokens("ab", "cd");
        Vocabulary[] all =
        [
            new(TextSplitting.Cl100k, tokens, TinyVocabulary.Special(258)),
            new(TextSplitting.Gpt2, tokens, TinyVocabulary.Special(258)),
            new(TextSplitting.Cl100k, tokens, TinyVocabulary.Special(259)),
            new(TextSplitting.Cl100k, TinyVocabulary.Tokens("cd", "ab"), TinyVocabulary.Special(258)),
            new(TextSplitting.Cl100k, tokens, TinyVocabulary.Special(258), new("<|end_of_text|>", "<|begin_of_text|>", "<|pad|>")),
            new(TextSplitting.Cl100k, tokens, TinyVocabulary.Special(258), lowercases: true),
            new(TextSplitting.Cl100k, tokens, new Dictionary<string, int>(TinyVocabulary.Special(258)) { ["<|more|>"] = 300 }),
        ];
        Assert.Equal(all.Length, all.Select(vocabulary => vocabulary.Fingerprint).Distinct().Count());
        Assert.All(all, vocabulary => Assert.Equal(32, vocabulary.Fingerprint.Length));
        Assert.True(all[0] != all[1]);
    }

    [Fact]
    public void The_fingerprint_of_a_vocabulary_is_the_same_everywhere() =>
        Assert.Equal("67d23cd194bb53867353f13091a0e183", TinyVocabulary.Of("re", "red").Fingerprint);

    [Theory]
    [InlineData("[]", "expected an object, found Array")]
    [InlineData("{", "vocabulary: ")]
    [InlineData("""{"splitting":"cl100k","splitting":"cl100k"}""", "splitting")]
    [InlineData("""{"weights":1}""", "found 'weights'")]
    [InlineData("""{"splitting":1}""", "splitting: expected String, found Number")]
    public void What_is_no_vocabulary_is_refused_with_what_was_found(string json, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Vocabulary.FromJson(json)).Message, StringComparison.Ordinal);

    public static TheoryData<string, string, string> Changes => new()
    {
        { "splitting", "\"words\"", "Expected a splitting of text: cl100k, gpt2, o200k; found 'words'" },
        { "splitting", "null", "splitting: expected String, found Null" },
        { "begin", "\"<|start|>\"", "expected a special token '<|start|>', found none" },
        { "begin", "\"\\ud800\"", "vocabulary: " },
        { "pad", "\"<|end_of_text|>\"", "expected three special tokens for begin, end and pad, found '<|begin_of_text|>', '<|end_of_text|>'" },
        { "special_tokens", "{\"<|begin_of_text|>\":5}", "'<|begin_of_text|>': expected an id from 258 to 999999, found 5" },
        { "special_tokens", "{\"a\":300,\"b\":300}", "'b': expected an id of its own, found 300, which is that of 'a'" },
        { "special_tokens", "{\"a\":2147483647}", "'a': expected an id from 258 to 999999, found 2147483647" },
        { "special_tokens", "{\"a\":1.5}", "special_tokens, 'a': expected an id, found 1.5" },
        { "special_tokens", "{\"\":300}", "special token of id 300: expected a name of 1 to 256 characters, found 0" },
        { "lowercases", "1", "lowercases: expected true or false, found Number" },
        { "special_tokens", "[]", "special_tokens: expected Object, found Array" },
        { "tokens", "[]", "expected 256 to 1000000 tokens, found 0" },
        { "tokens", "[[[[]]]]", "vocabulary: " },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_field_that_is_wrong_is_named(string field, string value, string message)
    {
        JsonObject json = Json();
        json[field] = value.Contains("\\ud800", StringComparison.Ordinal) ? null : JsonNode.Parse(value);
        string text = json.ToJsonString().Replace($"\"{field}\":null", $"\"{field}\":{value}", StringComparison.Ordinal);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Vocabulary.FromJson(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(256, "ab", "token 257 'ab': expected a new one, found that of id 256")]
    [InlineData(65, "ba", "expected a token for every byte, found none for 0x41")]
    [InlineData(257, "", "token 257: expected 1 to 1024 bytes, found 0")]
    [InlineData(257, "xyz", "token 257 'xyz': expected one that two tokens of lower ids make up, found no such two")]
    [InlineData(256, "ab \t", "tokens, 256: expected characters that stand for bytes, found 'ab \t'")]
    public void A_token_that_is_wrong_is_named(int id, string token, string message)
    {
        JsonObject json = Json();
        json["tokens"]![id] = token;
        if (id == 256 && !token.Contains('\t', StringComparison.Ordinal))
        {
            json["tokens"]![257] = token;
        }
        string refused = Assert.Throws<InvalidDataException>(() => Vocabulary.FromJson(json.ToJsonString())).Message;
        Assert.Contains(message, refused, StringComparison.Ordinal);
        Assert.InRange(refused.Length, 1, 300);
    }

    [Fact]
    public void A_token_may_not_be_made_of_ones_that_come_after_it()
    {
        Assert.Contains("token 256 'abc'", Refused("abc", "ab"), StringComparison.Ordinal);
        _ = TinyVocabulary.Of("ab", "abc");

        static string Refused(params string[] tokens) => Assert.Throws<ArgumentException>(() => TinyVocabulary.Of(tokens)).Message;
    }

    [Fact]
    public void Tokens_that_are_missing_before_the_special_ones_are_noticed()
    {
        JsonObject json = Json();
        json["tokens"]!.AsArray().RemoveAt(257);
        Assert.Contains(
            "fingerprint: expected ", Assert.Throws<InvalidDataException>(() => Vocabulary.FromJson(json.ToJsonString())).Message,
            StringComparison.Ordinal);

        json = Json();
        Assert.True(json.Remove("fingerprint"));
        Assert.Equal(TinyVocabulary.Of("ab", "cd"), Vocabulary.FromJson(json.ToJsonString()));
    }

    [Fact]
    public void Too_many_or_too_long_tokens_are_refused()
    {
        JsonObject json = Json();
        json["tokens"]![257] = new string('a', 2000);
        Assert.Contains(
            "token 257: expected 1 to 1024 bytes, found 2000",
            Assert.Throws<InvalidDataException>(() => Vocabulary.FromJson(json.ToJsonString())).Message, StringComparison.Ordinal);

        string many = json.ToJsonString().Replace("\"!\"", string.Join(',', Enumerable.Repeat("\"!\"", 1_000_001)), StringComparison.Ordinal);
        Assert.Contains(
            "tokens: expected at most 1000000, found",
            Assert.Throws<InvalidDataException>(() => Vocabulary.FromJson(many)).Message, StringComparison.Ordinal);
    }

    private static JsonObject Json() => JsonNode.Parse(TinyVocabulary.Of("ab", "cd").ToJson())!.AsObject();
}
