using System.Text.Json.Serialization;

namespace CausalFusion.ML;

/// <summary>What is done with an image that has another size than the network's.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageSizing>))]
public enum ImageSizing
{
    /// <summary>It is an error: every image must have exactly the network's size.</summary>
    Exact,

    /// <summary>It is resized by a bicubic filter, whatever becomes of the ratio of its sides.</summary>
    Resize,

    /// <summary>
    /// It is resized until its shorter side fits and cropped in the middle, as the networks of ImageNet were trained (paper, Tables 9 and 10).
    /// </summary>
    CenterCrop,
}
