using CausalFusion.Conditions;
using CausalFusion.Images;
using CausalFusion.Randomness;

namespace CausalFusion.Data;

/// <summary>Captioned images as what a network that reads text is trained on: each reading of an image has one of its captions.</summary>
public sealed class CaptionTrainingDataset : ITrainingDataset
{
    /// <param name="images">The images and captions; this object's own from now on.</param>
    public CaptionTrainingDataset(ICaptionedDataset images)
    {
        ArgumentNullException.ThrowIfNull(images);
        Images = images;
    }

    /// <summary>The images and captions.</summary>
    internal ICaptionedDataset Images { get; }

    /// <inheritdoc/>
    public int Count => Images.Count;

    /// <inheritdoc/>
    public ImageShape Shape => Images.Shape;

    /// <summary>0: there are captions in the place of classes.</summary>
    public int ClassCount => 0;

    /// <inheritdoc/>
    public IReadOnlyList<string>? ClassNames => null;

    /// <inheritdoc/>
    public bool HasCaptions => true;

    /// <inheritdoc/>
    public void Read(int index, bool mirror, RandomStream random, Span<float> values, out Condition condition)
    {
        Images.Read(index, mirror, random, values, out string caption);
        condition = Condition.OfText(caption);
    }

    /// <inheritdoc/>
    public string Fingerprint() => Images.Fingerprint();

    /// <summary>Frees the images.</summary>
    public void Dispose() => Images.Dispose();
}
