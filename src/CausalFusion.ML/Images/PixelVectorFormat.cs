using System.Text.Json.Serialization;

namespace CausalFusion.ML;

/// <summary>How a vector holds the pixels of an image.</summary>
public sealed record PixelVectorFormat
{
    /// <summary>The order of the pixels. Default planar.</summary>
    public PixelLayout Layout { get; init; } = PixelLayout.Planar;

    /// <summary>The range of the numbers, where they are floating-point; bytes always run from 0 to 255. Default 0 to 255.</summary>
    public PixelScale Scale { get; init; } = PixelScale.ZeroTo255;

    /// <summary>The lowest number of the range.</summary>
    internal float Lowest => Scale == PixelScale.MinusOneToOne ? -1 : 0;

    /// <summary>The highest number of the range.</summary>
    internal float Highest => Scale == PixelScale.ZeroTo255 ? byte.MaxValue : 1;

    /// <summary>Checks the values.</summary>
    /// <param name="name">The option that they are of.</param>
    /// <exception cref="ArgumentException">One is not defined.</exception>
    internal void Validate(string name)
    {
        if (!Enum.IsDefined(Layout) || !Enum.IsDefined(Scale))
        {
            throw new ArgumentException($"{name} must have a defined layout and scale; found {Layout} and {Scale}.");
        }
    }
}

/// <summary>In which order a vector holds the pixels of an image.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PixelLayout>))]
public enum PixelLayout
{
    /// <summary>Channel, row, column: all of red, then all of green, then all of blue, as ML.NET's ExtractPixels gives them.</summary>
    Planar,

    /// <summary>Row, column, channel: red, green and blue of a pixel side by side.</summary>
    Interleaved,
}

/// <summary>The range of the numbers that pixels are in a vector of floating-point numbers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PixelScale>))]
public enum PixelScale
{
    /// <summary>0 (black) to 255 (white), as ML.NET's ExtractPixels gives them.</summary>
    ZeroTo255,

    /// <summary>0 to 1.</summary>
    ZeroToOne,

    /// <summary>−1 to 1, the network's own.</summary>
    MinusOneToOne,
}
