using System.Text.Json.Serialization;
using CausalFusion.Settings;

namespace CausalFusion.Text;

/// <summary>How a text is cut into pieces before each is made into tokens: no token crosses a cut.</summary>
/// <remarks>The text forms are the names of the encodings that the rules come from: <c>cl100k</c>, <c>gpt2</c>, <c>o200k</c>.</remarks>
[JsonConverter(typeof(TextJsonConverter<TextSplitting>))]
public sealed class TextSplitting : TextSetting<TextSplitting>, IParsable<TextSplitting>
{
    private TextSplitting(string name)
        : base(name)
    {
    }

    /// <summary>
    /// LLaMA-3's, which is that of cl100k: words with the space or sign before them, numbers of up to 3 digits, runs of signs with the line ends
    /// behind them, runs of white space.
    /// </summary>
    public static TextSplitting Cl100k { get; } = new("cl100k");

    /// <summary>GPT-2's, which is that of r50k: words, numbers and runs of signs, each with the space before it; runs of white space.</summary>
    public static TextSplitting Gpt2 { get; } = new("gpt2");

    /// <summary>That of o200k: as <see cref="Cl100k"/>, but words are cut where a small letter is followed by a capital one.</summary>
    public static TextSplitting O200k { get; } = new("o200k");

    internal static IReadOnlyList<TextSplitting> All { get; } = [Cl100k, Gpt2, O200k];

    /// <inheritdoc cref="IParsable{TSelf}.Parse"/>
    public static TextSplitting Parse(string s, IFormatProvider? provider = null) => Read(
        s, "a splitting of text: " + string.Join(", ", All),
        (name, value) => value is null ? All.FirstOrDefault(one => one.ToString() == name) : null);

    /// <inheritdoc cref="IParsable{TSelf}.TryParse"/>
    public static bool TryParse(
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? s, IFormatProvider? provider,
        [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TextSplitting result) => TryRead(s, out result);
}
