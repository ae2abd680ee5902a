namespace CausalFusion.Benchmarks.Profile;

/// <summary>A part of a step that is timed alone.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Seconds">The median time of all of its calls in a step.</param>
/// <param name="Operations">The floating-point operations of its matrix products; 0 where it has none.</param>
internal sealed record StepPart(string Name, double Seconds, double Operations);
