namespace Microsoft.ML.Numeric;

/// <summary>The best point found and the objective there; not converged where no step improved any more although the tolerance asked for it.</summary>
internal sealed record LbfgsResult(float[] X, double Value, int Iterations, bool HasConverged);
