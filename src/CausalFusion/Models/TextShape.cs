using System.Text.Json.Serialization;
using static CausalFusion.Checkpoints.ModelConfiguration;

namespace CausalFusion.Models;

/// <summary>The shape of a network's text: what of its weights depends on it.</summary>
/// <remarks>Immutable.</remarks>
public sealed record TextShape
{
    /// <summary>Number of tokens that there are: <see cref="Text.Vocabulary.Size"/>.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>The most tokens of a text, without those that begin and end it. Default 35 (paper, §6).</summary>
    public int MaxTokens { get; init; } = 35;

    /// <summary>Places of a text: those of its tokens, and of what begins and ends it.</summary>
    [JsonIgnore]
    public int Places => checked(MaxTokens + 2);

    /// <summary>Checks it.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal void Validate()
    {
        RequireAtLeast(1, Vocabulary, "Text.Vocabulary");
        RequireAtLeast(1, MaxTokens, "Text.MaxTokens");
        RequireCountable(this, text => text.Places);
    }
}
