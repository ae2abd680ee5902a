using System.Diagnostics.CodeAnalysis;
using CausalFusion.Diffusion;

namespace CausalFusion.Benchmarks.Targets;

/// <summary>
/// What a network predicts, and what its error is measured in; as text <c>clean:velocity</c>, or <c>clean</c> where both are the same.
/// </summary>
/// <param name="Target">What is predicted.</param>
/// <param name="Measured">What the error is measured in.</param>
internal sealed record TargetPair(PredictionTarget Target, PredictionTarget Measured)
{
    /// <summary>All nine.</summary>
    public static IReadOnlyList<TargetPair> All { get; } =
    [
        .. Enum.GetValues<PredictionTarget>().SelectMany(
            target => Enum.GetValues<PredictionTarget>().Select(measured => new TargetPair(target, measured))),
    ];

    /// <summary>Reads the text form, in any case.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TargetPair? pair)
    {
        string[] parts = text.Trim().Split(':');
        pair = All.FirstOrDefault(known => parts.Length is 1 or 2 && Is(known.Target, parts[0]) && Is(known.Measured, parts[^1]));
        return pair is not null;

        static bool Is(PredictionTarget target, string name) => string.Equals(Name(target), name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The text form.</summary>
    public override string ToString() => $"{Name(Target)}:{Name(Measured)}";

    private static string Name(PredictionTarget target) => target.ToString().ToLowerInvariant();
}
