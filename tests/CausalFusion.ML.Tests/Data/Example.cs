using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Data;

/// <summary>A row that says one picture and its class in every way that a trainer takes.</summary>
public sealed class Example
{
    private const int Values = TestPictures.Size * TestPictures.Size * 3, Strip = 6;

    [ImageType(TestPictures.Size, TestPictures.Size)]
    public MLImage? Image { get; set; }

    /// <summary>Each pixel as a square of four, which halving makes one again.</summary>
    [ImageType(2 * TestPictures.Size, 2 * TestPictures.Size)]
    public MLImage? Doubled { get; set; }

    /// <summary>The doubled image between two strips that a crop in the middle removes.</summary>
    [ImageType(2 * TestPictures.Size, (2 * TestPictures.Size) + (2 * Strip))]
    public MLImage? Wide { get; set; }

    /// <summary>Red, then green, then blue, 0 to 255.</summary>
    [VectorType(Values)]
    public byte[] Bytes { get; set; } = [];

    /// <summary>As <see cref="Bytes"/>, of a length that the schema does not say.</summary>
    public float[] Numbers { get; set; } = [];

    /// <summary>Pixel by pixel, −1 to 1.</summary>
    [VectorType(Values)]
    public double[] Interleaved { get; set; } = [];

    public string Label { get; set; } = "";

    [KeyType(3)]
    public uint Key { get; set; }

    public int Number { get; set; }

    public ulong Seed { get; set; }

    public string Caption { get; set; } = "";

    /// <summary>What no trainer takes for a label.</summary>
    public float Share { get; set; }

    /// <summary>The pictures of <see cref="TestPictures.Make"/>.</summary>
    public static List<Example> Make(int count) => [.. Enumerable.Range(0, count).Select(Of)];

    private static Example Of(int number)
    {
        MLImage image = TestPictures.Image(number);
        byte[] pixels = ImageConversion.ToPixels(image, 3);
        byte[] planar = [.. Enumerable.Range(0, Values).Select(i => pixels[(i % (Values / 3) * 3) + (i / (Values / 3))])];
        return new Example
        {
            Image = image,
            Doubled = Enlarged(pixels, strip: 0),
            Wide = Enlarged(pixels, Strip),
            Bytes = planar,
            Numbers = [.. planar.Select(pixel => (float)pixel)],
            Interleaved = [.. pixels.Select(pixel => (pixel / 127.5) - 1)],
            Label = TestPictures.Labels[number % 3],
            Caption = TestPictures.Caption(number),
            Key = (uint)(number % 3),
            Number = number % 3,
            Seed = (ulong)number,
        };
    }

    private static MLImage Enlarged(byte[] pixels, int strip)
    {
        const int Side = 2 * TestPictures.Size;
        int width = Side + (2 * strip);
        byte[] enlarged = new byte[Side * width * 4];
        for (int i = 0; i < Side * width; i++)
        {
            int row = i / width / 2, column = ((i % width) - strip) / 2;
            bool isStrip = i % width < strip || i % width >= strip + Side;
            for (int channel = 0; channel < 3; channel++)
            {
                enlarged[(4 * i) + channel] = isStrip ? (byte)77 : pixels[(((row * TestPictures.Size) + column) * 3) + channel];
            }
            enlarged[(4 * i) + 3] = 255;
        }
        return MLImage.CreateFromPixels(width, Side, MLPixelFormat.Rgba32, enlarged);
    }
}
