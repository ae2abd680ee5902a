using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.Samples.TextToImage;

/// <summary>An image that was drawn, and what the network says that it shows.</summary>
internal sealed class Described
{
    public string Text { get; set; } = "";

    [ImageType(32, 32)]
    public MLImage? Image { get; set; }

    public string Caption { get; set; } = "";
}
