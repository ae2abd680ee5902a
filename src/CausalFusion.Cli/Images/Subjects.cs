using CausalFusion.Conditions;

namespace CausalFusion.Cli.Images;

/// <summary>What images are to be of, and what that is called.</summary>
/// <param name="Conditions">What was asked for, in its order.</param>
/// <param name="Negative">What guidance leads away from.</param>
/// <param name="Classes">The network's classes; null where it reads text.</param>
internal sealed record Subjects(IReadOnlyList<Condition> Conditions, Condition Negative, ClassNames? Classes)
{
    /// <summary>The name of a condition's class; null where it has none.</summary>
    public string? ClassNameOf(Condition condition) =>
        Classes is { AreNamed: true } && condition.Class is { } index ? Classes[index] : null;

    /// <summary>A condition's label beside images: a class's name or number, or the beginning of a prompt.</summary>
    public string LabelOf(Condition condition)
    {
        const int Longest = 40;
        return condition.Text is { } text ? text.Length <= Longest ? text : text[..(Longest - 1)] + "…"
            : condition.Class is { } index ? Classes![index]
            : "none";
    }
}
