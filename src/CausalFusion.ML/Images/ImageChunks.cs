using System.Buffers.Binary;

namespace CausalFusion.ML.Images;

/// <summary>Finds a part of a PNG or WebP file by its name, reading no other.</summary>
internal static class ImageChunks
{
    private const int MostBytes = 1 << 16;

    /// <summary>A PNG file's EXIF data (PNG, third edition, 11.3.3.4), before its pixels or behind them; empty where it has none.</summary>
    public static byte[] PngExif(Stream file) => Find(file, first: 8, "eXIf"u8, lengthFirst: true, extra: 4, isPadded: false);

    /// <summary>A WebP file's EXIF data (RFC 9649, 2.7.1.5); empty where it has none.</summary>
    public static byte[] WebpExif(Stream file) => Find(file, first: 12, "EXIF"u8, lengthFirst: false, extra: 0, isPadded: true);

    private static byte[] Find(Stream file, long first, ReadOnlySpan<byte> name, bool lengthFirst, int extra, bool isPadded)
    {
        Span<byte> header = stackalloc byte[8];
        for (long place = first; place + header.Length <= file.Length;)
        {
            file.Position = place;
            if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
            {
                break;
            }
            long length = lengthFirst ? BinaryPrimitives.ReadUInt32BigEndian(header) : BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            if ((lengthFirst ? header[4..] : header[..4]).SequenceEqual(name))
            {
                byte[] data = new byte[Math.Min(length, MostBytes)];
                return data[..file.ReadAtLeast(data, data.Length, throwOnEndOfStream: false)];
            }
            place += header.Length + length + extra + (isPadded ? length & 1 : 0);
        }
        return [];
    }
}
