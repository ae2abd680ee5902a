using System.Text.Json.Serialization;

namespace CausalFusion.ML.Images;

/// <summary>In which order a vector holds the pixels of an image.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PixelLayout>))]
public enum PixelLayout
{
    /// <summary>Channel, row, column: all of red, then all of green, then all of blue, as ML.NET's ExtractPixels gives them.</summary>
    Planar,

    /// <summary>Row, column, channel: red, green and blue of a pixel side by side.</summary>
    Interleaved,
}
