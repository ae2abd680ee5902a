using System.IO.Compression;
using System.Reflection;

namespace CausalFusion.Text;

/// <summary>The vocabularies of tiktoken.</summary>
/// <remarks>They have one special token for the end of a text and none for its beginning or to fill up: these are added behind all others.</remarks>
public static class TiktokenVocabulary
{
    private const string EndOfText = "<|endoftext|>";

    private static readonly Encoding[] _encodings =
    [
        new("cl100k_base", "Cl100kBase", TextSplitting.Cl100k, new()
        {
            [EndOfText] = 100257, ["<|fim_prefix|>"] = 100258, ["<|fim_middle|>"] = 100259, ["<|fim_suffix|>"] = 100260, ["<|endofprompt|>"] = 100276,
        }),
        new("o200k_base", "O200kBase", TextSplitting.O200k, new() { [EndOfText] = 199999, ["<|endofprompt|>"] = 200018 }),
        new("r50k_base", "R50kBase", TextSplitting.Gpt2, new() { [EndOfText] = 50256 }),
        new("gpt2", "Gpt2", TextSplitting.Gpt2, new() { [EndOfText] = 50256 }),
    ];

    /// <summary>The names of the encodings.</summary>
    public static IReadOnlyList<string> Encodings { get; } = [.. _encodings.Select(encoding => encoding.Name)];

    /// <summary>An encoding's vocabulary from its package, <c>Microsoft.ML.Tokenizers.Data.…</c>, which the program must refer to.</summary>
    /// <param name="encoding">One of <see cref="Encodings"/>.</param>
    /// <exception cref="ArgumentException">There is no such encoding.</exception>
    /// <exception cref="FileNotFoundException">The program doesn't refer to the package; the message names it.</exception>
    /// <exception cref="InvalidDataException">The package holds something else.</exception>
    public static Vocabulary OfEncoding(string encoding)
    {
        Encoding found = Named(encoding);
        string package = $"Microsoft.ML.Tokenizers.Data.{found.Package}";
        Assembly data;
        try
        {
            data = Assembly.Load(package);
        }
        catch (FileNotFoundException exception)
        {
            throw new FileNotFoundException(
                $"The vocabulary of '{encoding}' is in the package {package}, which this program doesn't refer to: dotnet add package {package}",
                exception.FileName, exception);
        }
        string name = $"{encoding}.tiktoken.deflate";
        using Stream file = data.GetManifestResourceStream(name) ?? throw new InvalidDataException(
            $"{package}: expected the resource '{name}', found {string.Join(", ", data.GetManifestResourceNames())}.");
        using var deflated = new DeflateStream(file, CompressionMode.Decompress);
        using var ranks = new MemoryStream();
        deflated.CopyTo(ranks);
        return found.Vocabulary(ranks.GetBuffer().AsSpan(0, (int)ranks.Length), $"{package}, {name}", hasIds: false);
    }

    /// <summary>An encoding's vocabulary from its file, as <c>cl100k_base.tiktoken</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">One of <see cref="Encodings"/>, whose special tokens and splitting it is to have.</param>
    /// <exception cref="ArgumentException">There is no such encoding.</exception>
    /// <exception cref="InvalidDataException">The file is no such vocabulary; the message says where.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static Vocabulary Read(string path, string encoding)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Named(encoding).Vocabulary(VocabularyLimits.Read(path), path, hasIds: true);
    }

    private static Encoding Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _encodings.FirstOrDefault(encoding => encoding.Name == name)
            ?? throw new ArgumentException($"expected one of {string.Join(", ", Encodings)}, found '{name}'.", nameof(name));
    }

    private sealed record Encoding(string Name, string Package, TextSplitting Splitting, Dictionary<string, int> SpecialTokens)
    {
        public Vocabulary Vocabulary(ReadOnlySpan<byte> file, string name, bool hasIds)
        {
            SpecialTokenNames names = SpecialTokenNames.Default with { End = EndOfText };
            int next = SpecialTokens.Values.Max() + 1;
            var special = new Dictionary<string, int>(SpecialTokens) { [names.Begin] = next, [names.Pad] = next + 1 };
            try
            {
                return new Vocabulary(Splitting, TiktokenFile.Read(file, name, hasIds), special, names);
            }
            catch (ArgumentException exception)
            {
                throw new InvalidDataException($"'{name}': {exception.Message}", exception);
            }
        }
    }
}
