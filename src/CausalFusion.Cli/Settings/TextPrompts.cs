using CausalFusion.Checkpoints;
using CausalFusion.Models;
using CausalFusion.Text;

namespace CausalFusion.Cli.Settings;

/// <summary>Texts for the network of a file, looked at before its weights are read.</summary>
internal sealed class TextPrompts
{
    private readonly TextCodec _codec;
    private readonly TextShape _shape;

    /// <param name="file">The file.</param>
    /// <param name="shape">The network's text.</param>
    /// <exception cref="InvalidDataException">The file has no vocabulary, or another one than the network's.</exception>
    public TextPrompts(ModelFile file, TextShape shape)
    {
        Vocabulary vocabulary = ModelInfo.Of(file).Vocabulary
            ?? throw new InvalidDataException($"'{file.Name}': expected a vocabulary beside the weights of a network that reads text, found none.");
        (_shape, _codec) = (shape, new TextCodec(new BytePairTokenizer(vocabulary), shape));
    }

    /// <summary>Looks at a prompt.</summary>
    /// <returns>What is wrong with it; null where nothing is.</returns>
    public string? Require(string prompt) => Problem(() => _codec.OfPrompt(prompt));

    /// <summary>Looks at the beginning of a caption.</summary>
    /// <param name="beginning">The text.</param>
    /// <param name="most">The most tokens of the caption; null for what the network can write.</param>
    /// <returns>What is wrong with it; null where nothing is.</returns>
    public string? RequireBeginning(string beginning, int? most)
    {
        int tokens = 0;
        return Problem(() => tokens = _codec.OfBeginning(beginning).Length - 1) ?? (tokens < (most ?? _shape.MaxTokens)
            ? null
            : $"expected a beginning that leaves room for a token, of fewer than {most ?? _shape.MaxTokens}; found {tokens}.");
    }

    private static string? Problem(Action look)
    {
        try
        {
            look();
            return null;
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }
}
