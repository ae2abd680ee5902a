using System.Text.Json;

namespace CausalFusion.Text;

/// <summary>
/// A <c>tokenizer.json</c> of Hugging Face that encodes as <see cref="Vocabulary"/> does: byte-level, cut by a known rule, and with all merges that
/// the tokens allow, in the order of what they make. Others are refused, as they would be read wrongly.
/// </summary>
/// <param name="Splitting">How texts are cut.</param>
/// <param name="Tokens">The tokens' bytes in the order of their ids.</param>
/// <param name="SpecialTokens">The ids of the special tokens.</param>
internal sealed record TokenizerJson(TextSplitting Splitting, List<ReadOnlyMemory<byte>> Tokens, Dictionary<string, int> SpecialTokens)
{
    private const string Cl100kPattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>Reads a file.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">Its name, for the message.</param>
    /// <exception cref="InvalidDataException">It is no such file; the message says what was expected where.</exception>
    public static TokenizerJson Read(byte[] file, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(file, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
            JsonElement root = document.RootElement;
            JsonElement model = Field(root, "model", JsonValueKind.Object, "");
            RequireText(model, "type", "BPE", "model.");
            RequireAbsent(root, "normalizer", "");
            RequireAbsent(model, "unk_token", "model.");
            RequireAbsent(model, "dropout", "model.");
            foreach (string affix in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
            {
                RequireAbsent(model, affix, "model.");
            }
            if (!model.TryGetProperty("ignore_merges", out JsonElement whole) || whole.ValueKind != JsonValueKind.True)
            {
                throw new InvalidDataException("model.ignore_merges: expected true, as pieces that are tokens are encoded as such.");
            }
            Dictionary<string, int> ids = IdsOf(Field(model, "vocab", JsonValueKind.Object, "model."));
            List<ReadOnlyMemory<byte>> tokens = TokensOf(ids);
            RequireMerges(Field(model, "merges", JsonValueKind.Array, "model."), ids);
            return new TokenizerJson(SplittingOf(root), tokens, SpecialTokensOf(root, ids.Count));
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{name}': {exception.Message}", exception);
        }
    }

    private static TextSplitting SplittingOf(JsonElement root)
    {
        JsonElement sequence = Field(root, "pre_tokenizer", JsonValueKind.Object, "");
        JsonElement[] steps = [.. Field(sequence, "pretokenizers", JsonValueKind.Array, "pre_tokenizer.").EnumerateArray()];
        if (steps is not [{ ValueKind: JsonValueKind.Object }, { ValueKind: JsonValueKind.Object }])
        {
            throw new InvalidDataException($"pre_tokenizer.pretokenizers: expected Split and ByteLevel, found {steps.Length} entries.");
        }
        RequireText(steps[0], "type", "Split", "pre_tokenizer.pretokenizers[0].");
        RequireText(steps[0], "behavior", "Isolated", "pre_tokenizer.pretokenizers[0].");
        RequireText(steps[1], "type", "ByteLevel", "pre_tokenizer.pretokenizers[1].");
        RequireText(
            Field(steps[0], "pattern", JsonValueKind.Object, "pre_tokenizer.pretokenizers[0]."), "Regex", Cl100kPattern,
            "pre_tokenizer.pretokenizers[0].pattern.");
        return steps[1].TryGetProperty("add_prefix_space", out JsonElement space) && space.ValueKind == JsonValueKind.False
            ? TextSplitting.Cl100k
            : throw new InvalidDataException("pre_tokenizer.pretokenizers[1].add_prefix_space: expected false.");
    }

    private static Dictionary<string, int> IdsOf(JsonElement vocabulary)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (JsonProperty token in vocabulary.EnumerateObject())
        {
            if (ids.Count == VocabularyLimits.Size)
            {
                throw new InvalidDataException($"model.vocab: expected at most {VocabularyLimits.Size} tokens, found more.");
            }
            ids.Add(token.Name, token.Value.ValueKind == JsonValueKind.Number && token.Value.TryGetInt32(out int id)
                ? id
                : throw new InvalidDataException($"model.vocab, '{Short(token.Name)}': expected an id, found {Short(token.Value.GetRawText())}."));
        }
        return ids;
    }

    private static List<ReadOnlyMemory<byte>> TokensOf(Dictionary<string, int> ids)
    {
        var tokens = new byte[]?[ids.Count];
        foreach ((string token, int id) in ids)
        {
            if (id < 0 || id >= tokens.Length || tokens[id] is not null)
            {
                throw new InvalidDataException(
                    $"model.vocab, '{Short(token)}': expected an id of its own from 0 to {tokens.Length - 1}, found {id}.");
            }
            tokens[id] = ByteLevelText.TryParse(token, out byte[]? bytes)
                ? bytes
                : throw new InvalidDataException($"model.vocab, '{Short(token)}': expected characters that stand for bytes.");
        }
        return [.. tokens.Select(token => (ReadOnlyMemory<byte>)token)];
    }

    private static void RequireMerges(JsonElement merges, Dictionary<string, int> ids)
    {
        var listed = new HashSet<(int Left, int Right)>();
        int number = 0, last = 0;
        foreach (JsonElement merge in merges.EnumerateArray())
        {
            (string left, string right) = PairOf(merge, number);
            if (!ids.TryGetValue(left, out int leftId) || !ids.TryGetValue(right, out int rightId) || !ids.TryGetValue(left + right, out int made))
            {
                string missing = !ids.ContainsKey(left) ? left : !ids.ContainsKey(right) ? right : left + right;
                throw new InvalidDataException(
                    $"model.merges, {number}, '{Short(left)}' and '{Short(right)}': expected tokens of the vocabulary, found '{Short(missing)}'.");
            }
            if (!listed.Add((leftId, rightId)))
            {
                throw new InvalidDataException($"model.merges, {number}: expected a new one, found '{Short(left)}' and '{Short(right)}' again.");
            }
            if (made < last)
            {
                throw new InvalidDataException(
                    $"model.merges, {number}: expected one that makes a token of id {last} or more, found '{Short(left + right)}' of id {made}.");
            }
            last = made;
            number++;
        }
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> parts = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (string token in ids.Keys)
        {
            for (int cut = 1; cut < Math.Min(token.Length, VocabularyLimits.TokenBytes); cut++)
            {
                if (parts.TryGetValue(token.AsSpan(0, cut), out int left) && parts.TryGetValue(token.AsSpan(cut), out int right)
                    && !listed.Contains((left, right)))
                {
                    throw new InvalidDataException(
                        $"model.merges: expected all that the tokens allow, found none of '{Short(token[..cut])}' and '{Short(token[cut..])}'.");
                }
            }
        }
    }

    // "left right", or in later versions ["left", "right"].
    private static (string Left, string Right) PairOf(JsonElement merge, int number)
    {
        if (merge.ValueKind == JsonValueKind.String && merge.GetString()!.Split(' ') is [{ } left, { } right])
        {
            return (left, right);
        }
        return merge.ValueKind == JsonValueKind.Array && merge.GetArrayLength() == 2
            && merge[0].ValueKind == JsonValueKind.String && merge[1].ValueKind == JsonValueKind.String
            ? (merge[0].GetString()!, merge[1].GetString()!)
            : throw new InvalidDataException($"model.merges, {number}: expected two tokens, found {Short(merge.GetRawText())}.");
    }

    private static Dictionary<string, int> SpecialTokensOf(JsonElement root, int firstId)
    {
        var special = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((int number, JsonElement token) in Field(root, "added_tokens", JsonValueKind.Array, "").EnumerateArray().Index())
        {
            string place = $"added_tokens, {number}";
            if (number == VocabularyLimits.SpecialTokens || token.ValueKind != JsonValueKind.Object)
            {
                throw new InvalidDataException($"{place}: expected at most {VocabularyLimits.SpecialTokens} objects, found {token.ValueKind}.");
            }
            string name = Field(token, "content", JsonValueKind.String, place + ".").GetString()!;
            if (!Field(token, "id", JsonValueKind.Number, place + ".").TryGetInt32(out int id) || id < firstId)
            {
                throw new InvalidDataException($"{place}, '{Short(name)}': expected an id of {firstId} or more.");
            }
            if (!special.TryAdd(name, id))
            {
                throw new InvalidDataException($"{place}: expected a new name, found '{Short(name)}' again.");
            }
        }
        return special;
    }

    private static void RequireText(JsonElement parent, string name, string expected, string place)
    {
        string found = Field(parent, name, JsonValueKind.String, place).GetString()!;
        if (found != expected)
        {
            throw new InvalidDataException($"{place}{name}: expected '{expected}', found '{Short(found)}'.");
        }
    }

    private static void RequireAbsent(JsonElement parent, string name, string place)
    {
        if (parent.TryGetProperty(name, out JsonElement field) && field.ValueKind != JsonValueKind.Null
            && !(field.ValueKind == JsonValueKind.String && field.GetString() is ""))
        {
            throw new InvalidDataException($"{place}{name}: expected none, found {Short(field.GetRawText())}.");
        }
    }

    private static JsonElement Field(JsonElement parent, string name, JsonValueKind kind, string place) =>
        parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out JsonElement field)
            ? throw new InvalidDataException($"{place}{name}: expected {kind}, found none.")
            : field.ValueKind == kind ? field
            : throw new InvalidDataException($"{place}{name}: expected {kind}, found {field.ValueKind}.");

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
