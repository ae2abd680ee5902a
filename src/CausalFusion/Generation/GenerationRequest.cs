using CausalFusion.Conditions;

namespace CausalFusion.Generation;

/// <summary>One image to generate. The image depends on this and on the options, never on the batch it is generated in.</summary>
/// <param name="Condition">What it is to be of; a class's index, or null for nothing in particular, will do.</param>
/// <param name="Seed">The seed of the image's noise and token order.</param>
public readonly record struct GenerationRequest(Condition Condition, ulong Seed)
{
    /// <summary>
    /// Texts and images that stand before what the image is to be of, in a network that reads text; null, the default, for none. What is
    /// unconditional in guidance has none.
    /// </summary>
    public IReadOnlyList<ContextPart>? Context { get; init; }
}
