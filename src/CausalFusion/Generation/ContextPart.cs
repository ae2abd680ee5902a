using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>A text or an image that stands before what is generated.</summary>
public sealed class ContextPart
{
    private readonly string? _text;
    private readonly float[]? _image;

    private ContextPart(string? text, float[]? image) => (_text, _image) = (text, image);

    /// <summary>A text.</summary>
    /// <param name="text">The text; not empty.</param>
    public static ContextPart OfText(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        return new ContextPart(text, null);
    }

    /// <summary>An image.</summary>
    /// <param name="values">Its values as the network was trained with (pixels in [−1, 1], or latents), (C, H, W).</param>
    public static ContextPart OfImage(ReadOnlySpan<float> values) => new(null, values.ToArray());

    /// <summary>An image.</summary>
    /// <param name="values">Its values, likewise, shape (C, H, W); it stays the caller's.</param>
    public static ContextPart OfImage(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        using var scope = NewDisposeScope();
        return new ContextPart(null, values.to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray());
    }

    /// <inheritdoc/>
    public override string ToString() => _text is null ? $"an image of {_image!.Length} values" : $"'{_text}'";

    /// <summary>Checks it against a network.</summary>
    internal void Require(ImageModelConfig config, int request)
    {
        if (_image is not null && _image.Length != config.Shape.ValueCount)
        {
            throw new ArgumentException(
                $"request {request}: expected an image of {config.Shape} (height × width × channels) in its context, {config.Shape.ValueCount} "
                + $"values; found {_image.Length}.");
        }
    }

    /// <summary>It as the network reads it; the tensor is in the caller's dispose scope.</summary>
    internal ContextSegment ToSegment(ImageModel model)
    {
        if (_text is not null)
        {
            return new ContextSegment(Text: model.Texts.OfPrompt(_text));
        }
        using var scope = NewDisposeScope();
        ImageModelConfig config = model.Config;
        Tensor image = tensor(_image!, [1, config.Channels, config.Shape.Height, config.Shape.Width], device: model.Device);
        return new ContextSegment(Image: Patches.FromImages(image, config.PatchSize).squeeze(0).MoveToOuterDisposeScope());
    }
}
