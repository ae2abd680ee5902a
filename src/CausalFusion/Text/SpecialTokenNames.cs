namespace CausalFusion.Text;

/// <summary>Which special tokens begin a text, end it, and fill places that no text is in.</summary>
/// <param name="Begin">The one before the first token of a text.</param>
/// <param name="End">The one behind the last.</param>
/// <param name="Pad">The one of places without text.</param>
public sealed record SpecialTokenNames(string Begin, string End, string Pad)
{
    /// <summary>The names that vocabularies of our own have, and encodings without such tokens get.</summary>
    public static SpecialTokenNames Default { get; } = new("<|begin_of_text|>", "<|end_of_text|>", "<|pad|>");

    internal IEnumerable<string> All => [Begin, End, Pad];
}
