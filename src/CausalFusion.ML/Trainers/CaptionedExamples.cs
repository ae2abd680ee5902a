using CausalFusion.Conditions;
using CausalFusion.Data;
using CausalFusion.Images;
using CausalFusion.Randomness;

namespace CausalFusion.ML.Trainers;

/// <summary>Images or latents with captions in the place of their classes: each reading has one of them.</summary>
/// <param name="images">The images; this object's own from now on.</param>
/// <param name="captions">The captions of each, at least one, none empty.</param>
internal sealed class CaptionedExamples(ITrainingDataset images, IReadOnlyList<string[]> captions) : ITrainingDataset
{
    public int Count => images.Count;

    public ImageShape Shape => images.Shape;

    public int ClassCount => 0;

    public IReadOnlyList<string>? ClassNames => null;

    public bool HasCaptions => true;

    public void Read(int index, bool mirror, RandomStream random, Span<float> values, out Condition condition)
    {
        images.Read(index, mirror, random, values, out _);
        string[] all = captions[index];
        condition = Condition.OfText(all.Length == 1 ? all[0] : all[random.Next(all.Length)]);
    }

    public string Fingerprint() => DatasetFingerprint.Of(images, captions.SelectMany((all, i) => all.Select(caption => $"{i} {caption}")));

    public void Dispose() => images.Dispose();
}
