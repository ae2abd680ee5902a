namespace CausalFusion.Generation;

/// <summary>One image to generate. The image depends on this and on the options, never on the batch it is generated in.</summary>
/// <param name="Class">The class index, or null for an image of no particular class.</param>
/// <param name="Seed">The seed of the image's noise and token order.</param>
public readonly record struct GenerationRequest(int? Class, ulong Seed);
