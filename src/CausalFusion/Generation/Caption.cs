namespace CausalFusion.Generation;

/// <summary>A caption that a network wrote.</summary>
/// <param name="Text">The text, its given beginning included.</param>
/// <param name="LogProbability">
/// The natural logarithm of the probability of what was written behind the beginning, its end included, as the network says it (without temperature).
/// </param>
/// <param name="Tokens">Number of tokens that were written, its end included.</param>
/// <param name="IsComplete">Whether it came to its end; otherwise it was cut where it had as many tokens as it may.</param>
public sealed record Caption(string Text, double LogProbability, int Tokens, bool IsComplete);
