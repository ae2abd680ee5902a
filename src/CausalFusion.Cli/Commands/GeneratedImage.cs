namespace CausalFusion.Cli.Commands;

/// <summary>An image that was drawn.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Class">Its class; null for none.</param>
/// <param name="ClassName">The name of its class; null where it has none.</param>
/// <param name="Prompt">What it was to show, in words; null where the network takes classes.</param>
/// <param name="Seed">Its seed; null where its noise was given.</param>
internal sealed record GeneratedImage(string File, int? Class, string? ClassName, string? Prompt, ulong? Seed);
