namespace CausalFusion.Cli.Commands;

/// <summary>What <c>convert</c> did.</summary>
/// <param name="Input">The file that was read.</param>
/// <param name="Output">The file that was written.</param>
/// <param name="From">The input's format.</param>
/// <param name="To">The output's format.</param>
/// <param name="Part">Which of the models in the input was taken; null if there was one, or all were.</param>
/// <param name="Tensors">How many tensors were written.</param>
/// <param name="Bytes">The output's length.</param>
internal sealed record ConvertResult(string Input, string Output, string From, string To, string? Part, int Tensors, long Bytes);
