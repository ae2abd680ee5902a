using System.IO.Hashing;

namespace CausalFusion.Files;

/// <summary>A file in a zip archive.</summary>
/// <param name="Name">Its path in the archive.</param>
/// <param name="Offset">Where its bytes begin, counted from the archive's first byte.</param>
/// <param name="Length">How many there are in the archive.</param>
/// <param name="Method">How they are compressed; 0 if not.</param>
/// <param name="Checksum">
/// The <see cref="Crc32"/> of the bytes as the archive has it; 0 where none was computed, as PyTorch leaves it when told to.
/// </param>
internal sealed record StoredZipEntry(string Name, long Offset, long Length, int Method, uint Checksum)
{
    /// <summary>Checks what was read of it, all its bytes.</summary>
    /// <exception cref="InvalidDataException">They are not those that were written; the message names the file in the archive.</exception>
    public void RequireChecksum(Crc32 found)
    {
        uint checksum = found.GetCurrentHashAsUInt32();
        if (Checksum != 0 && checksum != Checksum)
        {
            throw new InvalidDataException(
                $"zip entry {SafetensorsHeader.Quote(Name)}: expected the checksum {Checksum:x8}, found {checksum:x8}: its bytes are damaged");
        }
    }
}
