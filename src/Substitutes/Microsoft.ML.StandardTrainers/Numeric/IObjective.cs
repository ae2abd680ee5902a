namespace Microsoft.ML.Numeric;

/// <summary>A differentiable function to be minimised.</summary>
internal interface IObjective
{
    /// <summary>Overwrites <paramref name="gradient"/> and returns the value.</summary>
    double Evaluate(ReadOnlySpan<float> x, Span<float> gradient);
}
