using System.Buffers.Binary;

namespace CausalFusion.Images;

/// <summary>Reads how large an image file says its image is, without decoding it: PNG, JPEG, GIF and BMP.</summary>
internal static class ImageFileHeader
{
    /// <summary>Reads the size of the image.</summary>
    /// <param name="file">The file's content.</param>
    /// <returns>Width and height in pixels, each at least 1.</returns>
    /// <exception cref="InvalidDataException">The content is of no such format, or ends before its size.</exception>
    public static (int Width, int Height) ReadSize(ReadOnlySpan<byte> file)
    {
        (long width, long height) = file switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, _, _, _, _, (byte)'I', (byte)'H', (byte)'D', (byte)'R',
                ..] when file.Length >= 24 =>
                (BinaryPrimitives.ReadUInt32BigEndian(file[16..]), BinaryPrimitives.ReadUInt32BigEndian(file[20..])),
            [0xFF, 0xD8, ..] => Jpeg(file),
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] when file.Length >= 10 =>
                (BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), BinaryPrimitives.ReadUInt16LittleEndian(file[8..])),
            [(byte)'B', (byte)'M', ..] when file.Length >= 26 => Bmp(file),
            _ => throw new InvalidDataException("expected a PNG, JPEG, GIF or BMP image, found none of them."),
        };
        return width is >= 1 and <= int.MaxValue && height is >= 1 and <= int.MaxValue
            ? ((int)width, (int)height)
            : throw new InvalidDataException($"expected an image of at least one pixel, found {width}×{height}.");
    }

    private static (long Width, long Height) Bmp(ReadOnlySpan<byte> file) => BinaryPrimitives.ReadUInt32LittleEndian(file[14..]) == 12
        ? (BinaryPrimitives.ReadUInt16LittleEndian(file[18..]), BinaryPrimitives.ReadUInt16LittleEndian(file[20..]))
        : (
            BinaryPrimitives.ReadInt32LittleEndian(file[18..]), Math.Abs(
                (long)BinaryPrimitives.ReadInt32LittleEndian(file[22..]))); // negative: top row first

    /// <summary>Walks a JPEG's segments to the one that begins a frame.</summary>
    private static (long Width, long Height) Jpeg(ReadOnlySpan<byte> file)
    {
        int position = 2;
        while (position + 4 <= file.Length && file[position] == 0xFF)
        {
            byte marker = file[position + 1];
            if (marker == 0xFF)
            {
                position++; // filling
                continue;
            }
            int length = BinaryPrimitives.ReadUInt16BigEndian(file[(position + 2)..]);
            bool frame = marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC); // those are tables and extensions
            if (frame && position + 9 <= file.Length)
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(file[(position + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(position + 5)..]));
            }
            position += 2 + length;
        }
        throw new InvalidDataException("expected a JPEG image, found one that ends or goes astray before it says its size.");
    }
}
