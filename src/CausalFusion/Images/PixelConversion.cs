using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Images;

/// <summary>Turns image bytes (0 to 255; row, column, channel) into model values (−1 to 1; channel, row, column) and back.</summary>
public static class PixelConversion
{
    private static readonly float[] _valueOfByte = [.. Enumerable.Range(0, 256).Select(pixel => pixel / 127.5f - 1f)];

    /// <summary>Converts one image to model values: x/127.5 − 1.</summary>
    /// <param name="pixels">The image's bytes, (H, W, C).</param>
    /// <param name="shape">The image's size.</param>
    /// <param name="values">Receives the values, (C, H, W).</param>
    /// <param name="mirror">Whether to swap left and right.</param>
    /// <exception cref="ArgumentException">A span's length is not that of an image.</exception>
    public static void ToValues(ReadOnlySpan<byte> pixels, ImageShape shape, Span<float> values, bool mirror = false)
    {
        RequireLength(pixels.Length, shape, nameof(pixels));
        RequireLength(values.Length, shape, nameof(values));
        int width = shape.Width, channels = shape.Channels;
        (int first, int stride) = mirror ? ((width - 1) * channels, -channels) : (0, channels);
        ReadOnlySpan<float> valueOfByte = _valueOfByte;
        int written = 0;
        for (int channel = 0; channel < channels; channel++)
        {
            for (int row = 0; row < shape.Height; row++)
            {
                int source = row * width * channels + first + channel;
                foreach (ref float value in values.Slice(written, width))
                {
                    value = valueOfByte[pixels[source]];
                    source += stride;
                }
                written += width;
            }
        }
    }

    /// <summary>Converts images to a tensor of model values.</summary>
    /// <param name="pixels">The bytes of N ≥ 1 images one after the other, each (H, W, C).</param>
    /// <param name="shape">The size of an image.</param>
    /// <param name="device">Where to put the tensor; the CPU if null.</param>
    /// <returns>A float32 tensor (N, C, H, W), owned by the current dispose scope or the caller.</returns>
    /// <exception cref="ArgumentException">The bytes are not those of whole images.</exception>
    public static Tensor ToTensor(ReadOnlySpan<byte> pixels, ImageShape shape, Device? device = null)
    {
        int size = shape.ValueCount;
        if (size == 0 || pixels.Length == 0 || pixels.Length % size != 0)
        {
            throw new ArgumentException(
                $"expected the bytes of whole images of {shape}, a multiple of {size}, found {pixels.Length}.", nameof(pixels));
        }
        float[] values = new float[pixels.Length];
        for (int start = 0; start < pixels.Length; start += size)
        {
            ToValues(pixels.Slice(start, size), shape, values.AsSpan(start, size));
        }
        return tensor(values, [pixels.Length / size, shape.Channels, shape.Height, shape.Width], device: device);
    }

    /// <summary>Converts one image to bytes: 127.5·x + 128, clamped to 0…255, its fraction dropped. What is not a number becomes 0.</summary>
    /// <param name="values">The image's values, (C, H, W).</param>
    /// <param name="shape">The image's size.</param>
    /// <param name="pixels">Receives the bytes, (H, W, C).</param>
    /// <exception cref="ArgumentException">A span's length is not that of an image.</exception>
    public static void ToPixels(ReadOnlySpan<float> values, ImageShape shape, Span<byte> pixels)
    {
        RequireLength(values.Length, shape, nameof(values));
        RequireLength(pixels.Length, shape, nameof(pixels));
        int channels = shape.Channels, area = shape.Height * shape.Width;
        for (int channel = 0; channel < channels; channel++)
        {
            int target = channel;
            foreach (float value in values.Slice(channel * area, area))
            {
                float scaled = 127.5f * value + 128f;
                pixels[target] = scaled > 0f ? scaled < 255f ? (byte)scaled : byte.MaxValue : byte.MinValue;
                target += channels;
            }
        }
    }

    /// <summary>Converts a model's output to bytes: 127.5·x + 128, clamped to 0…255, its fraction dropped. What is not a number becomes 0.</summary>
    /// <param name="images">Values (N, C, H, W) of any floating-point type on any device.</param>
    /// <returns>For each image its bytes, (H, W, C).</returns>
    /// <exception cref="ArgumentException">The tensor has another number of dimensions, or an empty one.</exception>
    public static byte[][] ToPixels(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.shape is not [long count, > 0 and <= int.MaxValue, > 0 and <= int.MaxValue, > 0 and <= int.MaxValue])
        {
            throw new ArgumentException($"expected images (N, C, H, W), found shape ({string.Join(", ", images.shape)}).", nameof(images));
        }
        var shape = new ImageShape((int)images.shape[2], (int)images.shape[3], (int)images.shape[1]);
        byte[][] pixels = new byte[count][];
        using DisposeScope scope = NewDisposeScope();
        Tensor values = images.detach().to(ScalarType.Float32).cpu().contiguous();
        for (int i = 0; i < pixels.Length; i++)
        {
            using DisposeScope image = NewDisposeScope();
            pixels[i] = new byte[shape.ValueCount];
            ToPixels(MemoryMarshal.Cast<byte, float>(values.select(0, i).bytes), shape, pixels[i]);
        }
        return pixels;
    }

    private static void RequireLength(int length, ImageShape shape, string name)
    {
        if (length != shape.ValueCount)
        {
            throw new ArgumentException($"expected the {shape.ValueCount} elements of a {shape} image, found {length}.", name);
        }
    }
}
