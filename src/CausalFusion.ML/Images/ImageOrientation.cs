using System.Buffers.Binary;

namespace CausalFusion.ML.Images;

/// <summary>How an image lies in its file (EXIF 2.3, tag 0x0112, values 1 to 8).</summary>
internal readonly record struct ImageOrientation
{
    private const int Tag = 0x0112, Short = 3, EntryBytes = 12;

    private readonly int _value;

    public ImageOrientation(int value) => _value = value is >= 1 and <= 8 ? value - 1 : 0;

    /// <summary>As it is to be seen.</summary>
    public static ImageOrientation Upright => default;

    /// <summary>Whether the file's rows are columns of what is to be seen.</summary>
    public bool IsTurned => _value >= 4;

    /// <summary>Whether it is not upright.</summary>
    public bool MovesPixels => _value != 0;

    /// <summary>Turns an image.</summary>
    /// <param name="pixels">Its bytes as they lie in the file: row by row, pixel by pixel, channel by channel.</param>
    /// <param name="height">Rows of the file.</param>
    /// <param name="width">Pixels of a row of the file.</param>
    /// <param name="channels">Bytes of a pixel.</param>
    /// <returns>The bytes as the image is to be seen.</returns>
    public byte[] Turn(byte[] pixels, int height, int width, int channels)
    {
        if (!MovesPixels)
        {
            return pixels;
        }
        byte[] turned = new byte[pixels.Length];
        for (int row = 0, from = 0; row < height; row++)
        {
            (int first, int step) = PlaceOf(row, height, width);
            for (int column = 0; column < width; column++, from += channels)
            {
                pixels.AsSpan(from, channels).CopyTo(turned.AsSpan((first + (column * step)) * channels));
            }
        }
        return turned;
    }

    /// <summary>Where the pixels of a row of the file go.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="height">Rows of the file.</param>
    /// <param name="width">Pixels of a row of the file.</param>
    /// <returns>The place of the row's first pixel, and how far the next ones are from it, in pixels of the image as it is to be seen.</returns>
    public (int First, int Step) PlaceOf(int row, int height, int width) => _value switch
    {
        1 => (((row + 1) * width) - 1, -1),
        2 => (((height - row) * width) - 1, -1),
        3 => ((height - 1 - row) * width, 1),
        4 => (row, height),
        5 => (height - 1 - row, height),
        6 => ((width * height) - 1 - row, -height),
        7 => (((width - 1) * height) + row, -height),
        _ => (row * width, 1),
    };

    /// <summary>Reads the orientation from EXIF data; upright where it says none.</summary>
    /// <param name="exif">A TIFF header and what follows, with or without the six bytes that JPEG puts before it.</param>
    public static ImageOrientation Read(ReadOnlySpan<byte> exif)
    {
        if (exif.StartsWith("Exif\0\0"u8))
        {
            exif = exif[6..];
        }
        bool little = exif.StartsWith("II*\0"u8);
        if (!little && !exif.StartsWith("MM\0*"u8))
        {
            return Upright;
        }
        long entry = Number32(exif, 4) + 2;
        for (int left = Number16(exif, entry - 2); left > 0 && entry + EntryBytes <= exif.Length; left--, entry += EntryBytes)
        {
            if (Number16(exif, entry) == Tag && Number16(exif, entry + 2) == Short)
            {
                return new ImageOrientation(Number16(exif, entry + 8));
            }
        }
        return Upright;

        int Number16(ReadOnlySpan<byte> bytes, long place) => place + 2 > bytes.Length ? 0
            : little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[(int)place..]) : BinaryPrimitives.ReadUInt16BigEndian(bytes[(int)place..]);

        long Number32(ReadOnlySpan<byte> bytes, int place) => place + 4 > bytes.Length ? bytes.Length
            : little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[place..]) : BinaryPrimitives.ReadUInt32BigEndian(bytes[place..]);
    }
}
