namespace CausalFusion.Checkpoints;

/// <summary>A tensor that a file and a module both have, but not alike.</summary>
/// <param name="Name">Its name in the module's state dict.</param>
/// <param name="Expected">The module's element type and shape.</param>
/// <param name="Found">The file's.</param>
public sealed record StateDictDifference(string Name, string Expected, string Found);
