using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CausalFusion.Images;
using SkiaSharp;

namespace CausalFusion.ML.Images;

/// <summary>An image file in memory, opened by SkiaSharp's codec, which reads it there: nothing managed is called back from native code.</summary>
internal sealed unsafe class SkiaImage : IDisposable
{
    private readonly MemoryHandle _file;
    private readonly SKData _data;
    private readonly SKCodec _codec;

    private SkiaImage(MemoryHandle file, SKData data, SKCodec codec)
    {
        _file = file;
        _data = data;
        _codec = codec;
    }

    /// <summary>Rows of the file's pixels, as many as are allocated to decode them.</summary>
    public int Height => _codec.Info.Height;

    /// <summary>Pixels of a row, as many as are allocated to decode them.</summary>
    public int Width => _codec.Info.Width;

    public SKEncodedImageFormat Format => _codec.EncodedFormat;

    /// <summary>Opens a file, of which its beginning may do.</summary>
    /// <param name="file">The file, which must stay as it is until the image is disposed.</param>
    /// <param name="result">Why it can't be opened.</param>
    /// <returns>The image; null if it can't be opened.</returns>
    /// <exception cref="InvalidDataException">It is none of the formats that are read.</exception>
    /// <exception cref="DllNotFoundException">SkiaSharp's native library can't be loaded.</exception>
    public static SkiaImage? TryOpen(ReadOnlyMemory<byte> file, out SKCodecResult result)
    {
        ImageSignature.Require(file.Span);
        MemoryHandle pinned = file.Pin();
        SKData? data = null;
        try
        {
            (data, SKCodec? codec, result) = SkiaLibrary.Call(() =>
            {
                SKData bytes = SKData.Create((nint)pinned.Pointer, file.Length);
                SKCodec? opened = SKCodec.Create(new SKMemoryStream(bytes), out SKCodecResult reason);
                return (bytes, opened, reason);
            });
            if (codec is not null)
            {
                var image = new SkiaImage(pinned, data, codec);
                (pinned, data) = (default, null);
                return image;
            }
            return null;
        }
        finally
        {
            data?.Dispose();
            pinned.Dispose();
        }
    }

    /// <summary>The exception for a file that can't be opened.</summary>
    public static InvalidDataException Unreadable(SKCodecResult result) => result == SKCodecResult.IncompleteInput
        ? EndsEarly()
        : new InvalidDataException($"expected an image that can be read, found a damaged one ({result}).");

    /// <summary>Reads how the image lies in the file.</summary>
    /// <param name="file">The file.</param>
    public ImageOrientation ReadOrientation(Stream file) => Format switch
    {
        SKEncodedImageFormat.Png => ImageOrientation.Read(ImageChunks.PngExif(file)),
        SKEncodedImageFormat.Webp => ImageOrientation.Read(ImageChunks.WebpExif(file)),
        _ => new ImageOrientation((int)_codec.EncodedOrigin),
    };

    /// <summary>Decodes the image.</summary>
    /// <param name="file">The file that it was opened from.</param>
    /// <param name="orientation">How it lies there.</param>
    /// <param name="channels">1 for gray, 3 for red, green, blue.</param>
    /// <exception cref="InvalidDataException">The file ends early, or is damaged.</exception>
    public DecodedImage Decode(ReadOnlySpan<byte> file, ImageOrientation orientation, int channels)
    {
        (int height, int width) = (Height, Width);
        var shape = orientation.IsTurned ? new ImageShape(width, height, channels) : new ImageShape(height, width, channels);
        byte* rgba = DecodeColors(file, out int rowBytes);
        try
        {
            _codec.Dispose();
            byte[] pixels = GC.AllocateUninitializedArray<byte>(shape.ValueCount);
            for (int row = 0; row < height; row++)
            {
                (int first, int step) = orientation.PlaceOf(row, height, width);
                ImagePixels.CopyOverWhite(new ReadOnlySpan<byte>(rgba + ((long)row * rowBytes), rowBytes), channels, pixels, first, step);
            }
            return new DecodedImage(shape, pixels);
        }
        finally
        {
            NativeMemory.Free(rgba);
        }
    }

    /// <summary>Checks that the file holds all of the image: by decoding it, but for a JPEG file that says where its image ends.</summary>
    /// <param name="file">The file that it was opened from.</param>
    /// <exception cref="InvalidDataException">The file ends early, or is damaged.</exception>
    public void RequireWhole(ReadOnlySpan<byte> file)
    {
        if (Format != SKEncodedImageFormat.Jpeg || !JpegScans.Read(file).HasEnd)
        {
            NativeMemory.Free(DecodeColors(file, out _));
        }
    }

    public void Dispose()
    {
        _codec.Dispose();
        _data.Dispose();
        _file.Dispose();
    }

    /// <summary>Decodes the image as rows of red, green and blue, multiplied by alpha, and alpha; to be freed.</summary>
    private byte* DecodeColors(ReadOnlySpan<byte> file, out int rowBytes)
    {
        SKAlphaType alpha = _codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Premul;
        var info = new SKImageInfo(Width, Height, SKColorType.Rgba8888, alpha);
        rowBytes = info.RowBytes;
        byte* rgba = (byte*)NativeMemory.AllocZeroed((nuint)info.BytesSize64);
        SKCodecResult result = _codec.GetPixels(info, (nint)rgba, rowBytes, SKCodecOptions.Default);
        if (result == SKCodecResult.Success)
        {
            return rgba;
        }
        NativeMemory.Free(rgba);
        throw result == SKCodecResult.IncompleteInput || EndsBeforeItSays(file) ? EndsEarly() : Unreadable(result);
    }

    private static InvalidDataException EndsEarly() =>
        new("expected an image that can be read, found a file that ends early: its image is incomplete.");

    // Where the codec does not tell a file's end from damage.
    private bool EndsBeforeItSays(ReadOnlySpan<byte> file) => Format switch
    {
        SKEncodedImageFormat.Jpeg => !JpegScans.Read(file).HasEnd,
        SKEncodedImageFormat.Bmp => file.Length < 14 || BinaryPrimitives.ReadUInt32LittleEndian(file[10..]) >= file.Length,
        SKEncodedImageFormat.Webp => BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 8L > file.Length,
        _ => false,
    };
}
