namespace CausalFusion.Cli;

/// <summary>Options contradict each other or the model.</summary>
internal sealed class UsageException(string message) : Exception(message);
