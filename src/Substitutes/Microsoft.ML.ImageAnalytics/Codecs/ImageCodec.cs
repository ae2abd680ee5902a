using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.ImageAnalytics.Codecs;

/// <summary>
/// PNG and JPEG files to and from pixels. Pixels are four bytes, colours not premultiplied by alpha, rows top to bottom without gaps.
/// </summary>
internal static unsafe class ImageCodec
{
    /// <summary>The most pixels that a file may claim: 256 MB once decoded.</summary>
    public const long MaxPixels = 64L << 20;

    private const int ErrorCapacity = 256;

    /// <summary>Decodes a PNG or JPEG file to blue, green, red, alpha.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such file, are truncated or corrupt, or claim too many pixels.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> file, out ImageHeader header)
    {
        byte* error = stackalloc byte[ErrorCapacity];
        fixed (byte* data = file)
        fixed (ImageHeader* info = &header)
        {
            Check(CodecLibrary.ReadInfo(data, (nuint)file.Length, MaxPixels, info, error, ErrorCapacity), error);
            var bgra = GC.AllocateUninitializedArray<byte>(info->Width * info->Height * 4);
            fixed (byte* pixels = bgra)
                Check(CodecLibrary.Decode(data, (nuint)file.Length, info, pixels, error, ErrorCapacity), error);
            return bgra;
        }
    }

    /// <summary>Encodes red, green, blue, alpha as PNG.</summary>
    public static byte[] EncodePng(ReadOnlySpan<byte> rgba, int width, int height, bool withAlpha)
    {
        byte* error = stackalloc byte[ErrorCapacity];
        byte* file;
        nuint length;
        fixed (byte* pixels = rgba)
            Check(CodecLibrary.EncodePng(pixels, width, height, withAlpha ? 1 : 0, &file, &length, error, ErrorCapacity), error);
        return Take(file, length);
    }

    /// <summary>Encodes red, green, blue (alpha is ignored) as JPEG of a quality from 1 to 100.</summary>
    public static byte[] EncodeJpeg(ReadOnlySpan<byte> rgba, int width, int height, int quality)
    {
        byte* error = stackalloc byte[ErrorCapacity];
        byte* file;
        nuint length;
        fixed (byte* pixels = rgba)
            Check(CodecLibrary.EncodeJpeg(pixels, width, height, quality, &file, &length, error, ErrorCapacity), error);
        return Take(file, length);
    }

    private static byte[] Take(byte* file, nuint length)
    {
        try
        {
            return new ReadOnlySpan<byte>(file, checked((int)length)).ToArray();
        }
        finally
        {
            CodecLibrary.Free(file);
        }
    }

    private static void Check(int result, byte* error)
    {
        if (result != 0)
            throw new InvalidDataException(Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(error)));
    }
}
