namespace CausalFusion.Text;

/// <summary>Between text and the tokens that a network reads and writes. Thread-safe.</summary>
public interface ITextTokenizer
{
    /// <summary>The tokens that there are.</summary>
    Vocabulary Vocabulary { get; }

    /// <summary>Turns text into tokens. What is written like a special token is text as any other: none is ever made.</summary>
    /// <param name="text">The text; an empty one has no tokens.</param>
    /// <returns>The tokens' ids, each from 0 to the vocabulary's <see cref="Vocabulary.Size"/> − 1.</returns>
    /// <exception cref="ArgumentException">The text has half a surrogate pair, or is too long; the message says where.</exception>
    int[] Encode(string text);

    /// <summary>Turns tokens into text. Special tokens are left out; bytes that are no UTF-8 become U+FFFD.</summary>
    /// <param name="ids">The tokens' ids.</param>
    /// <exception cref="ArgumentException">There is no token of an id; the message says which.</exception>
    string Decode(ReadOnlySpan<int> ids);
}
