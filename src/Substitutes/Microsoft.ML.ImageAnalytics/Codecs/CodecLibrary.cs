using System.Runtime.InteropServices;

namespace Microsoft.ML.ImageAnalytics.Codecs;

/// <summary>The C functions of native/codec.h.</summary>
internal static unsafe partial class CodecLibrary
{
    private const string Name = "imagecodecs";

    [LibraryImport(Name, EntryPoint = "codec_read_info")]
    public static partial int ReadInfo(byte* data, nuint length, long maxPixels, ImageHeader* header, byte* error, nuint errorCapacity);

    [LibraryImport(Name, EntryPoint = "codec_decode")]
    public static partial int Decode(byte* data, nuint length, ImageHeader* header, byte* bgra, byte* error, nuint errorCapacity);

    [LibraryImport(Name, EntryPoint = "codec_encode_png")]
    public static partial int EncodePng(byte* rgba, int width, int height, int withAlpha, byte** file, nuint* length, byte* error,
        nuint errorCapacity);

    [LibraryImport(Name, EntryPoint = "codec_encode_jpeg")]
    public static partial int EncodeJpeg(byte* rgba, int width, int height, int quality, byte** file, nuint* length, byte* error,
        nuint errorCapacity);

    [LibraryImport(Name, EntryPoint = "codec_free")]
    public static partial void Free(byte* file);
}
