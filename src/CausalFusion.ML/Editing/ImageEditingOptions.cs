using CausalFusion.Generation;

namespace CausalFusion.ML;

/// <summary>How <c>EditImages</c> generates parts of images anew.</summary>
public sealed class ImageEditingOptions : ImageSamplingOptions
{
    /// <summary>
    /// Which tokens to generate anew, as text (<see cref="EditMask.Parse"/>): <c>all</c>, <c>center</c>, <c>outside</c>, <c>top</c>, <c>bottom</c>,
    /// <c>left</c>, <c>right</c> or <c>rectangle:ROW,COLUMN,HEIGHT,WIDTH</c>, in tokens. Default center.
    /// </summary>
    public string Mask { get; set; } = "center";

    /// <summary>
    /// The column of images that are each row's mask, in the place of <see cref="Mask"/>, which a missing one stands for: white, or transparent, is
    /// generated anew, and black is kept. A token is generated anew if any of its pixels is. Null (the default) for none.
    /// </summary>
    public string? MaskColumnName { get; set; }

    /// <summary>
    /// The column of the classes to generate under: text, a key, or whole numbers; for networks that take classes. Null (the default) for none.
    /// </summary>
    public string? LabelColumnName { get; set; }

    /// <summary>The class to generate all images under, from 0. Null (the default), without a column of classes, is no class in particular.</summary>
    public int? Class { get; set; }

    /// <summary>
    /// The column of prompts to generate under, texts that are not empty; for networks that read text. Null (the default) for none.
    /// </summary>
    public string? PromptColumnName { get; set; }

    /// <summary>
    /// The prompt to generate all images under; for networks that read text. Null (the default), without a column of prompts, is nothing in
    /// particular.
    /// </summary>
    public string? Prompt { get; set; }

    /// <summary>What is done with images and masks of another size than the network's. Default an error.</summary>
    public ImageSizing Sizing { get; set; } = ImageSizing.Exact;

    /// <summary>How the column to edit holds pixels, where it is one of vectors. Default planar, 0 to 255.</summary>
    public PixelVectorFormat InputFormat { get; set; } = new();
}
