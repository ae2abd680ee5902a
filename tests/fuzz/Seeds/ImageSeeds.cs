using System.Buffers.Binary;
using System.IO.Hashing;
using SkiaSharp;

namespace CausalFusion.Fuzz.Seeds;

/// <summary>Small image files.</summary>
internal static class ImageSeeds
{
    private static readonly byte[] _pngSignature = [0x89, .. "PNG\r\n\u001a\n"u8];

    public static IReadOnlyList<byte[]> Png() =>
        [Encoded(SKEncodedImageFormat.Png, 9, 7, SKColorType.Rgba8888), Encoded(SKEncodedImageFormat.Png, 5, 5, SKColorType.Gray8)];

    public static IReadOnlyList<byte[]> Jpeg()
    {
        byte[] plain = Encoded(SKEncodedImageFormat.Jpeg, 17, 9, SKColorType.Rgba8888);
        return [plain, Encoded(SKEncodedImageFormat.Jpeg, 8, 8, SKColorType.Gray8), WithOrientation(plain, 6)];
    }

    public static IReadOnlyList<byte[]> Webp() =>
    [
        Encoded(SKEncodedImageFormat.Webp, 9, 7, SKColorType.Rgba8888),
        Encoded(SKEncodedImageFormat.Webp, 16, 16, SKColorType.Rgba8888, quality: 100),
    ];

    /// <summary>A still image and an animation.</summary>
    public static IReadOnlyList<byte[]> Gif()
    {
        byte[] header = [.. "GIF89a"u8, 4, 0, 4, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255];
        // 16 pixels in codes of 3 bits: a clear code after every second pixel keeps them so.
        byte[] codes = Bits([.. Enumerable.Range(0, 16).SelectMany(i => i % 2 == 0 ? (int[])[4, i & 1] : [i & 1]), 5], 3);
        byte[] frame = [0x2C, 0, 0, 0, 0, 4, 0, 4, 0, 0, 2, (byte)codes.Length, .. codes, 0];
        byte[] control = [0x21, 0xF9, 4, 1, 10, 0, 0, 0];
        return [[.. header, .. frame, 0x3B], [.. header, .. control, .. frame, .. control, .. frame, 0x3B]];
    }

    /// <summary>24 bits, a palette, run lengths, and 32 bits with masks.</summary>
    public static IReadOnlyList<byte[]> Bmp()
    {
        byte[] palette = [0, 0, 0, 0, 255, 255, 255, 0];
        return
        [
            Bitmap(24, 0, [], new byte[3 * 12]), Bitmap(8, 0, palette, [0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 0]),
            Bitmap(8, 1, palette, [3, 1, 0, 0, 3, 0, 0, 0, 1, 1, 2, 0, 0, 1]),
            Bitmap(32, 3, [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0], new byte[4 * 9]),
        ];
    }

    /// <summary>A PNG file whose parts have the checksums of what is in them; another file as it is.</summary>
    public static byte[] WithSoundChecksums(byte[] file)
    {
        const int Around = 12;
        if (!file.AsSpan().StartsWith(_pngSignature))
        {
            return file;
        }
        byte[] changed = [.. file];
        for (int at = _pngSignature.Length; at + Around <= changed.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(changed.AsSpan(at));
            if (length > changed.Length - at - Around)
            {
                break;
            }
            int end = at + 8 + (int)length;
            BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(end), Crc32.HashToUInt32(changed.AsSpan(at + 4, (int)length + 4)));
            at = end + 4;
        }
        return changed;
    }

    private static byte[] Encoded(SKEncodedImageFormat format, int width, int height, SKColorType type, int quality = 80)
    {
        using var bitmap = new SKBitmap(width, height, type, type == SKColorType.Gray8 ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        for (int i = 0; i < width * height; i++)
        {
            byte alpha = (byte)(type == SKColorType.Gray8 ? 255 : 100 + i);
            bitmap.SetPixel(i % width, i / width, new SKColor((byte)(i * 7), (byte)(i * 31), (byte)(255 - i), alpha));
        }
        using SKData data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    private static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] exif = [.. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }

    /// <summary>A bitmap of 3×3 pixels.</summary>
    private static byte[] Bitmap(short bits, int compression, byte[] palette, byte[] pixels)
    {
        const int HeaderLength = 54;
        byte[] header = new byte[HeaderLength];
        "BM"u8.CopyTo(header);
        Int(2, HeaderLength + palette.Length + pixels.Length);
        Int(10, HeaderLength + palette.Length);
        Int(14, 40);
        Int(18, 3);
        Int(22, 3);
        header[26] = 1;
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(28), bits);
        Int(30, compression);
        Int(34, pixels.Length);
        Int(46, bits == 8 ? palette.Length / 4 : 0);
        return [.. header, .. palette, .. pixels];

        void Int(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(at), value);
    }

    /// <summary>Codes of a few bits each, the lowest first.</summary>
    private static byte[] Bits(int[] codes, int width)
    {
        byte[] bytes = new byte[(codes.Length * width + 7) / 8];
        for (int i = 0; i < codes.Length * width; i++)
        {
            bytes[i / 8] |= (byte)((codes[i / width] >> (i % width) & 1) << (i % 8));
        }
        return bytes;
    }
}
