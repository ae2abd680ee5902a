namespace CausalFusion.Serialization;

/// <summary>A file in a zip archive, uncompressed.</summary>
/// <param name="Name">Its path in the archive.</param>
/// <param name="Offset">Where its bytes begin, counted from the archive's first byte.</param>
/// <param name="Length">How many there are.</param>
internal sealed record StoredZipEntry(string Name, long Offset, long Length);
