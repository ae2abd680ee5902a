namespace Microsoft.ML.Numeric;

/// <summary>An iteration, the value after it, and the mean of the improvements so far, of which the newest weigh most.</summary>
internal readonly record struct LbfgsProgress(int Iteration, double Value, double Improvement);
