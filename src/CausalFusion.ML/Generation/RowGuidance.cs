using CausalFusion.Conditions;
using CausalFusion.Generation;

namespace CausalFusion.ML.Generation;

/// <summary>How a row's image is guided. Rows with the same are generated together.</summary>
/// <param name="Scale">The guidance scale.</param>
/// <param name="Negative">What guidance leads away from.</param>
internal readonly record struct RowGuidance(double Scale, Condition Negative)
{
    /// <summary>Options with this guidance in the place of their own.</summary>
    public GenerationOptions In(GenerationOptions options) => options with { GuidanceScale = Scale, Negative = Negative };
}
