namespace CausalFusion.Generation;

/// <summary>One caption to write. It depends on this, its image and on the options, never on the batch it is written in.</summary>
/// <param name="Beginning">How it begins, which it then goes on with; null, the default, for nothing.</param>
/// <param name="Seed">The seed of the tokens that are drawn.</param>
public readonly record struct CaptionRequest(string? Beginning = null, ulong Seed = 0);
