using CausalFusion.Conditions;
using CausalFusion.Images;
using CausalFusion.Randomness;

namespace CausalFusion.Data;

/// <summary>
/// Labeled examples of one size, read by number as the values that a network is trained on: pixels in [−1, 1], or scaled latents. Reading is
/// thread-safe.
/// </summary>
public interface ITrainingDataset : IDisposable
{
    /// <summary>The number of examples, at least 1.</summary>
    int Count { get; }

    /// <summary>The size of every example.</summary>
    ImageShape Shape { get; }

    /// <summary>The number of classes; labels are 0 to <see cref="ClassCount"/> − 1.</summary>
    int ClassCount { get; }

    /// <summary>The classes' names in the order of the labels, if they are known.</summary>
    IReadOnlyList<string>? ClassNames { get; }

    /// <summary>Whether examples are of what captions say, and not of classes. By default they are not.</summary>
    bool HasCaptions => false;

    /// <summary>Reads one example and its condition.</summary>
    /// <param name="index">The example's number, from 0 to <see cref="Count"/> − 1.</param>
    /// <param name="mirror">Whether to read the image mirrored, left to right.</param>
    /// <param name="random">Where what is drawn anew at every reading comes from, as a sample of a latent; it belongs to this reading.</param>
    /// <param name="values">Receives the values, (C, H, W). As many as the shape says.</param>
    /// <param name="condition">Receives what the example is of.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no example of that number.</exception>
    /// <exception cref="ArgumentException"><paramref name="values"/> has another length.</exception>
    void Read(int index, bool mirror, RandomStream random, Span<float> values, out Condition condition);

    /// <summary>
    /// A short text that other data have another of, so that a training is not gone on with on other images by mistake. By default a hash of up to
    /// 64 examples, evenly spaced.
    /// </summary>
    string Fingerprint() => DatasetFingerprint.Of(this);
}
