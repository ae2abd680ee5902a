namespace CausalFusion.Data;

/// <summary>Files of a folder of images that are not read.</summary>
/// <param name="Kind">What they have in common: an ending, such as <c>.tif</c>, or where they lie.</param>
/// <param name="Count">How many they are, at least 1.</param>
/// <param name="Example">One of them.</param>
public sealed record LeftOutFiles(string Kind, int Count, string Example);
