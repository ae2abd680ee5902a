using System.Text.Json.Serialization;

namespace CausalFusion.ML;

/// <summary>What a column of generated images holds.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageOutputKind>))]
public enum ImageOutputKind
{
    /// <summary>ML.NET's images.</summary>
    Image,

    /// <summary>Vectors of pixels, single-precision numbers that are clamped to their range but not rounded.</summary>
    Pixels,

    /// <summary>The bytes of PNG files, vectors of any length.</summary>
    Png,
}
