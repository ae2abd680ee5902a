namespace CausalFusion.Cli.Commands;

/// <summary>An image file and the caption that was written for it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Caption">The caption, its given beginning included.</param>
/// <param name="LogProbability">The natural logarithm of the probability of what was written.</param>
/// <param name="Tokens">How many tokens were written, the end included.</param>
/// <param name="IsComplete">Whether it came to its end.</param>
/// <param name="Seed">The seed that its tokens were drawn with.</param>
internal sealed record CaptionedFile(string Path, string Caption, double LogProbability, int Tokens, bool IsComplete, ulong Seed);
