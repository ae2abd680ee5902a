using System.Text;
using CausalFusion.Text;

namespace CausalFusion.Fuzz.Targets;

/// <summary>A vocabulary as a model file holds it, and a text that is encoded by it: its own.</summary>
internal sealed class VocabularyTarget : FuzzTarget
{
    private const int LongestText = 1000;

    public override string Name => "vocabulary";

    public override IReadOnlyList<Type> Documented { get; } = [typeof(InvalidDataException)];

    public override IReadOnlyList<byte[]> MakeSeeds() => [.. new[] { 259, 262, 280 }.Select(size => Encoding.UTF8.GetBytes(
        VocabularyTrainer.Train(["a small red circle above a large blue square", "größer als 猫"], new() { Size = size, MinCount = 1 }).ToJson()))];

    public override void Read(byte[] input, string folder)
    {
        string text = Encoding.UTF8.GetString(input);
        var tokenizer = new BytePairTokenizer(Vocabulary.FromJson(text));
        string part = text[..Math.Min(text.Length, LongestText)];
        part = char.IsHighSurrogate(part[^1]) ? part[..^1] : part;
        if (tokenizer.Decode(tokenizer.Encode(part)) != part)
        {
            throw new InvalidOperationException("A text came back as another.");
        }
    }
}
