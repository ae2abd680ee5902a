using System.Text.Json;
using CausalFusion.Text;

namespace CausalFusion.Cli.Data;

/// <summary>A file of a vocabulary, whose form is seen.</summary>
internal static class VocabularySource
{
    /// <summary>What a file can be, for help and messages.</summary>
    public static string Forms { get; } =
        "LLaMA-3's tokenizer.json or tokenizer.model, a vocabulary of this library's as JSON, or a file of tiktoken's that is called after its "
        + $"encoding ({string.Join(", ", TiktokenVocabulary.Encodings.Select(name => name + ".tiktoken"))})";

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is none of the forms, or damaged.</exception>
    public static Vocabulary Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw new InvalidDataException($"'{path}': expected a file, found a folder. A vocabulary can be {Forms}.");
        }
        byte[] file = VocabularyLimits.Read(path);
        if (file.AsSpan().TrimStart(" \t\r\n"u8) is not [(byte)'{', ..])
        {
            if (Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidDataException($"'{path}': expected a JSON object, found no '{{' at its start. A vocabulary can be {Forms}.");
            }
            string name = Path.GetFileNameWithoutExtension(path);
            return TiktokenVocabulary.Encodings.Contains(name) ? TiktokenVocabulary.Read(path, name) : OfLlama3(path);
        }
        try
        {
            using JsonDocument document = JsonDocument.Parse(file);
            if (!document.RootElement.TryGetProperty("splitting", out _))
            {
                return OfLlama3(path);
            }
            return Vocabulary.FromJson(document.RootElement.GetRawText());
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}': expected JSON: {exception.Message}", exception);
        }
        catch (InvalidDataException exception) when (!exception.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"'{path}': {exception.Message}", exception);
        }
    }

    private static Vocabulary OfLlama3(string path)
    {
        try
        {
            return Llama3Vocabulary.Read(path);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{exception.Message} A vocabulary can be {Forms}.", exception);
        }
    }
}
