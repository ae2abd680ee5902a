using System.Text.Json.Serialization;

namespace CausalFusion.ML.Images;

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
