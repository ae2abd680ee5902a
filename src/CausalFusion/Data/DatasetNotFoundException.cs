namespace CausalFusion.Data;

/// <summary>A data set is not on this machine. The message says where it was looked for and how to get it.</summary>
/// <param name="message">What was looked for, where, and how to get it.</param>
public sealed class DatasetNotFoundException(string message) : IOException(message);
