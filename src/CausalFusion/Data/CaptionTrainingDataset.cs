using CausalFusion.Conditions;
using CausalFusion.Images;
using CausalFusion.Randomness;

namespace CausalFusion.Data;

/// <summary>Captioned images as what a network that reads text is trained on: each reading of an image has one of its captions.</summary>
public sealed class CaptionTrainingDataset : ITrainingDataset
{
    private readonly ICaptionedDataset _images;

    /// <param name="images">The images and captions; this object's own from now on.</param>
    public CaptionTrainingDataset(ICaptionedDataset images)
    {
        ArgumentNullException.ThrowIfNull(images);
        _images = images;
    }

    /// <inheritdoc/>
    public int Count => _images.Count;

    /// <inheritdoc/>
    public ImageShape Shape => _images.Shape;

    /// <summary>0: there are captions in the place of classes.</summary>
    public int ClassCount => 0;

    /// <inheritdoc/>
    public IReadOnlyList<string>? ClassNames => null;

    /// <inheritdoc/>
    public bool HasCaptions => true;

    /// <inheritdoc/>
    public void Read(int index, bool mirror, RandomStream random, Span<float> values, out Condition condition)
    {
        _images.Read(index, mirror, random, values, out string caption);
        condition = Condition.OfText(caption);
    }

    /// <inheritdoc/>
    public string Fingerprint() => _images.Fingerprint();

    /// <summary>Frees the images.</summary>
    public void Dispose() => _images.Dispose();
}
