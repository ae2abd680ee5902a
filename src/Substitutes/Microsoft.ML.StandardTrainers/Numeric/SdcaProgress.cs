namespace Microsoft.ML.Numeric;

/// <summary>The regularised mean loss after an iteration, and the dual loss that it cannot fall below.</summary>
internal readonly record struct SdcaProgress(int Iteration, double Loss, double DualLoss);
