namespace CausalFusion.Cli.Commands;

/// <summary>An image that was drawn.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Class">Its class; null for none.</param>
/// <param name="Seed">Its seed; null where its noise was given.</param>
internal sealed record GeneratedImage(string File, int? Class, ulong? Seed);
