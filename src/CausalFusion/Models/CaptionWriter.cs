using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>A network at work on the texts of a batch, token by token.</summary>
internal abstract class CaptionWriter : IDisposable
{
    /// <summary>The logits of the token that comes next in each text, float32, (N, V); this object's own, until the next call.</summary>
    public abstract Tensor Logits { get; }

    /// <summary>Appends a token to each text.</summary>
    /// <param name="tokens">The tokens, N ids.</param>
    public abstract void Append(ReadOnlySpan<int> tokens);

    /// <summary>Goes on with other texts, each of which is one of these so far: in another order, several times, or not at all.</summary>
    /// <param name="texts">For each the text that it is so far, at least one.</param>
    public abstract void Select(ReadOnlySpan<int> texts);

    /// <summary>Frees what the batch needed.</summary>
    public abstract void Dispose();
}
