namespace CausalFusion.Cli.Progress;

/// <summary>How far long work has come.</summary>
/// <param name="Done">The share that is done, 0 to 1.</param>
/// <param name="Remark">What else is worth telling people.</param>
/// <param name="TimeLeft">How long the rest takes; null where that is not known.</param>
/// <param name="Values">What is worth keeping, one for each column of the log.</param>
internal readonly record struct ProgressReport(double Done, string Remark, TimeSpan? TimeLeft, double[] Values);
