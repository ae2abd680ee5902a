using Microsoft.ML.ImageAnalytics.Codecs;

namespace Microsoft.ML.Data;

/// <summary>
/// An image in memory: four bytes a pixel, rows top to bottom, colours multiplied by alpha. It owns its pixels until it is disposed.
/// </summary>
/// <remarks>Reads PNG and JPEG, writes PNG (lossless) and JPEG (quality 100).</remarks>
public sealed class MLImage : IDisposable
{
    /// <summary>The longest file or stream that is read.</summary>
    private const long MaxFileLength = 256L << 20;

    private readonly int _width, _height;
    private readonly MLPixelFormat _format;
    private byte[] _pixels;
    private string _tag;

    internal MLImage(int width, int height, MLPixelFormat format, byte[] pixels)
    {
        _width = width;
        _height = height;
        _format = format;
        _pixels = pixels;
    }

    public MLPixelFormat PixelFormat
    {
        get
        {
            CheckNotDisposed();
            return _format;
        }
    }

    /// <summary>The pixels in the order that <see cref="PixelFormat"/> says, colours multiplied by alpha.</summary>
    public ReadOnlySpan<byte> Pixels
    {
        get
        {
            CheckNotDisposed();
            return _pixels;
        }
    }

    /// <summary>A new array of blue, green, red of each pixel, colours not multiplied by alpha.</summary>
    public byte[] GetBGRPixels
    {
        get
        {
            CheckNotDisposed();
            int blue = _format == MLPixelFormat.Bgra32 ? 0 : 2;
            var bgr = new byte[_pixels.Length / 4 * 3];
            for (int from = 0, to = 0; to < bgr.Length; from += 4, to += 3)
            {
                byte alpha = _pixels[from + 3];
                bgr[to] = Premultiplication.Undo(_pixels[from + blue], alpha);
                bgr[to + 1] = Premultiplication.Undo(_pixels[from + 1], alpha);
                bgr[to + 2] = Premultiplication.Undo(_pixels[from + 2 - blue], alpha);
            }
            return bgr;
        }
    }

    /// <summary>Whatever the user wants to remember with the image; images loaded by a pipeline carry their path.</summary>
    public string Tag
    {
        get
        {
            CheckNotDisposed();
            return _tag;
        }
        set
        {
            CheckNotDisposed();
            _tag = value;
        }
    }

    public int Width
    {
        get
        {
            CheckNotDisposed();
            return _width;
        }
    }

    public int Height
    {
        get
        {
            CheckNotDisposed();
            return _height;
        }
    }

    public int BitsPerPixel
    {
        get
        {
            CheckNotDisposed();
            return 32;
        }
    }

    /// <exception cref="ArgumentException">The stream holds no readable image.</exception>
    public static MLImage CreateFromStream(Stream imageStream)
    {
        ArgumentNullException.ThrowIfNull(imageStream);
        using var file = new MemoryStream();
        var chunk = new byte[1 << 16];
        for (int read; (read = imageStream.Read(chunk)) > 0;)
        {
            if (file.Length + read > MaxFileLength)
                throw new ArgumentException($"Invalid input stream contents: more than {MaxFileLength} bytes", nameof(imageStream));
            file.Write(chunk, 0, read);
        }
        try
        {
            return Decode(file.GetBuffer().AsSpan(0, (int)file.Length));
        }
        catch (InvalidDataException e)
        {
            throw new ArgumentException($"Invalid input stream contents: {e.Message}", nameof(imageStream), e);
        }
    }

    /// <exception cref="ArgumentException">There is no such file, or it holds no readable image.</exception>
    public static MLImage CreateFromFile(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        try
        {
            var length = new FileInfo(imagePath).Length;
            if (length > MaxFileLength)
                throw new InvalidDataException($"the file has {length} bytes, at most {MaxFileLength} are read");
            return Decode(File.ReadAllBytes(imagePath));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"Invalid path '{imagePath}': {e.Message}", nameof(imagePath), e);
        }
    }

    /// <summary>An image of width × height × 4 bytes, colours multiplied by alpha; the bytes are copied.</summary>
    public static MLImage CreateFromPixels(int width, int height, MLPixelFormat pixelFormat, ReadOnlySpan<byte> imagePixelData)
    {
        if (pixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new ArgumentException($"Unsupported pixel format {pixelFormat}: expected {MLPixelFormat.Bgra32} or {MLPixelFormat.Rgba32}",
                nameof(pixelFormat));
        if (width <= 0)
            throw new ArgumentException($"Invalid width value {width}: expected more than 0", nameof(width));
        if (height <= 0)
            throw new ArgumentException($"Invalid height value {height}: expected more than 0", nameof(height));
        if (imagePixelData.Length != (long)width * height * 4)
        {
            throw new ArgumentException(
                $"Invalid {nameof(imagePixelData)} buffer size {imagePixelData.Length}: {width} x {height} pixels need {(long)width * height * 4}",
                nameof(imagePixelData));
        }
        return new MLImage(width, height, pixelFormat, imagePixelData.ToArray());
    }

    /// <summary>Writes the image in the format that the path's extension names: .png, .jpg or .jpeg.</summary>
    public void Save(string imagePath)
    {
        CheckNotDisposed();
        ArgumentNullException.ThrowIfNull(imagePath);
        switch (Path.GetExtension(imagePath).ToLowerInvariant())
        {
            case ".png":
                bool translucent = HasTranslucentPixels();
                File.WriteAllBytes(imagePath, ImageCodec.EncodePng(ToRgba(multiplied: false), _width, _height, translucent));
                break;
            case ".jpg" or ".jpeg":
                File.WriteAllBytes(imagePath, ImageCodec.EncodeJpeg(ToRgba(multiplied: true), _width, _height, quality: 100));
                break;
            case var extension:
                throw new ArgumentException($"Saving image with the format '{extension}' is not supported. Try '.png' or '.jpg'.", nameof(imagePath));
        }
    }

    public void Dispose() => _pixels = null;

    internal MLImage CloneWithResizing(int width, int height, ImageResizeMode mode)
    {
        CheckNotDisposed();
        return mode == ImageResizeMode.Fill ? ImageScaler.Stretch(this, width, height) : ImageScaler.Fit(this, width, height, mode);
    }

    /// <summary>A grey image of the same size: 0.3 red + 0.59 green + 0.11 blue, over black where it is translucent.</summary>
    internal MLImage CloneWithGrayscale()
    {
        CheckNotDisposed();
        int blue = _format == MLPixelFormat.Bgra32 ? 0 : 2;
        var grey = new byte[_pixels.Length];
        for (int i = 0; i < grey.Length; i += 4)
        {
            float luma = (0.3f * _pixels[i + 2 - blue]) + (0.59f * _pixels[i + 1]) + (0.11f * _pixels[i + blue]);
            grey.AsSpan(i, 3).Fill((byte)(luma + 0.5f));
            grey[i + 3] = 255;
        }
        return new MLImage(_width, _height, MLPixelFormat.Bgra32, grey);
    }

    private static MLImage Decode(ReadOnlySpan<byte> file)
    {
        var bgra = ImageCodec.Decode(file, out var header);
        if (header.HasAlpha != 0)
            Premultiplication.Apply(bgra);
        return new MLImage(header.Width, header.Height, MLPixelFormat.Bgra32, bgra);
    }

    private bool HasTranslucentPixels()
    {
        for (int i = 3; i < _pixels.Length; i += 4)
        {
            if (_pixels[i] != 255)
                return true;
        }
        return false;
    }

    private byte[] ToRgba(bool multiplied)
    {
        int red = _format == MLPixelFormat.Bgra32 ? 2 : 0;
        var rgba = new byte[_pixels.Length];
        for (int i = 0; i < rgba.Length; i += 4)
        {
            byte alpha = _pixels[i + 3], divisor = multiplied ? (byte)255 : alpha;
            rgba[i] = Premultiplication.Undo(_pixels[i + red], divisor);
            rgba[i + 1] = Premultiplication.Undo(_pixels[i + 1], divisor);
            rgba[i + 2] = Premultiplication.Undo(_pixels[i + 2 - red], divisor);
            rgba[i + 3] = alpha;
        }
        return rgba;
    }

    private void CheckNotDisposed()
    {
        if (_pixels is null)
            throw new InvalidOperationException("Object is disposed.");
    }
}
