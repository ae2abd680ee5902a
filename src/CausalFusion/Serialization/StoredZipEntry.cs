namespace CausalFusion.Serialization;

/// <summary>A file in a zip archive.</summary>
/// <param name="Name">Its path in the archive.</param>
/// <param name="Offset">Where its bytes begin, counted from the archive's first byte.</param>
/// <param name="Length">How many there are in the archive.</param>
/// <param name="Method">How they are compressed; 0 if not.</param>
internal sealed record StoredZipEntry(string Name, long Offset, long Length, int Method);
