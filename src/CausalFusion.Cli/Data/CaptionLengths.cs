using CausalFusion.Data;
using CausalFusion.Files;
using CausalFusion.Text;

namespace CausalFusion.Cli.Data;

/// <summary>Which captions of a data set have more tokens than a network reads.</summary>
/// <param name="Captions">All captions.</param>
/// <param name="Cut">Those that are too long.</param>
/// <param name="Message">How many they are, and the first of them, in a sentence; null where there are none.</param>
internal sealed record CaptionLengths(int Captions, int Cut, string? Message)
{
    /// <summary>Counts.</summary>
    /// <exception cref="InvalidDataException">A caption can't be read as tokens; it is named with its image.</exception>
    public static CaptionLengths Of(CaptionedImages images, Vocabulary vocabulary, int most, CancellationToken cancellationToken)
    {
        var tokenizer = new BytePairTokenizer(vocabulary);
        int captions = 0, cut = 0;
        string? first = null;
        for (int i = 0; i < images.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (string caption in images.CaptionsOf(i))
            {
                captions++;
                if (TokensOf(tokenizer, caption, images.PathOf(i)) is var tokens && tokens > most)
                {
                    cut++;
                    first ??= $"the first one, {SafetensorsHeader.Quote(caption)} of '{images.PathOf(i)}', has {tokens}";
                }
            }
        }
        return new CaptionLengths(
            captions, cut, cut == 0 ? null : $"{cut} of {captions} captions have more than {most} tokens, and are cut: {first}.");
    }

    private static int TokensOf(BytePairTokenizer tokenizer, string caption, string path)
    {
        try
        {
            return tokenizer.Encode(caption).Length;
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"a caption of '{path}': {exception.Message}", exception);
        }
    }
}
