namespace CausalFusion.Text;

/// <summary>The vocabulary of LLaMA-3: 128,000 tokens and 256 special ones.</summary>
public static class Llama3Vocabulary
{
    /// <summary>The number of tokens that are no special ones.</summary>
    public const int TokenCount = 128_000;

    private const int SpecialCount = 256;
    private const string PadOfLaterVersions = "<|finetune_right_pad_id|>";

    private static readonly SpecialTokenNames _names = new("<|begin_of_text|>", "<|end_of_text|>", "<|reserved_special_token_0|>");

    /// <summary>Reads the vocabulary from a published file: <c>tokenizer.model</c>, which is tiktoken's, or <c>tokenizer.json</c>.</summary>
    /// <param name="path">The file. What it is is seen from its content.</param>
    /// <returns>
    /// The vocabulary. It is filled up by <c>&lt;|finetune_right_pad_id|&gt;</c>, or, where there is none, by the first reserved token.
    /// </returns>
    /// <exception cref="InvalidDataException">It is no vocabulary of LLaMA-3; the message says what was expected where.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static Vocabulary Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] file = VocabularyLimits.Read(path);
        Vocabulary vocabulary = file.AsSpan().TrimStart(" \t\r\n"u8)[..1] is [(byte)'{'] ? OfJson(file, path) : OfRanks(file, path);
        return vocabulary.TokenCount == TokenCount && vocabulary.BeginOfText == TokenCount
            ? vocabulary
            : throw new InvalidDataException(
                $"'{path}': expected LLaMA-3's {TokenCount} tokens, found {vocabulary.TokenCount}, and {vocabulary.BeginOfText} for {_names.Begin}.");
    }

    private static Vocabulary OfJson(byte[] file, string path)
    {
        TokenizerJson json = TokenizerJson.Read(file, path);
        return Named(path, () => new Vocabulary(
            json.Splitting, json.Tokens, json.SpecialTokens,
            json.SpecialTokens.ContainsKey(PadOfLaterVersions) ? _names with { Pad = PadOfLaterVersions } : _names));
    }

    private static Vocabulary OfRanks(byte[] file, string path)
    {
        List<ReadOnlyMemory<byte>> tokens = TiktokenFile.Read(file, path);
        return Named(path, () => new Vocabulary(
            TextSplitting.Cl100k, tokens, SpecialTokens().Index().ToDictionary(name => name.Item, name => tokens.Count + name.Index), _names));
    }

    private static IEnumerable<string> SpecialTokens()
    {
        string[] first =
        [
            _names.Begin, _names.End, Reserved(0), Reserved(1), Reserved(2), Reserved(3), "<|start_header_id|>", "<|end_header_id|>", Reserved(4),
            "<|eot_id|>",
        ];
        return first.Concat(Enumerable.Range(5, SpecialCount - first.Length).Select(Reserved));

        static string Reserved(int number) => $"<|reserved_special_token_{number}|>";
    }

    private static Vocabulary Named(string path, Func<Vocabulary> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"'{path}': {exception.Message}", exception);
        }
    }
}
