using System.Globalization;
using CausalFusion.Data;
using CausalFusion.Images;
using CausalFusion.Randomness;

namespace CausalFusion.Samples.Shapes;

/// <summary>Scenes with their captions, made when they are asked for: an image depends on the seed and its number alone.</summary>
/// <param name="count">The number of images.</param>
/// <param name="size">Their height and width, at least 16.</param>
/// <param name="seed">Where they come from.</param>
/// <param name="pairs">The part of pairs, from 0 to 1.</param>
/// <param name="heldOut">Whether they are of the descriptions that are held out from training.</param>
public sealed class ShapesDataset(int count, int size, ulong seed, double pairs = 0.5, bool heldOut = false) : ICaptionedDataset
{
    public int Count => count;

    public ImageShape Shape { get; } = new(size, size, 3);

    /// <summary>What an image shows.</summary>
    public ShapeScene SceneOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        var random = new RandomStream(seed, (ulong)index);
        return ShapeScene.Place(SceneSampler.Next(random, pairs, heldOut), random);
    }

    public IReadOnlyList<string> CaptionsOf(int index) => [SceneCaption.Of(SceneOf(index).Description)];

    public void Read(int index, Span<byte> pixels)
    {
        if (pixels.Length != Shape.ValueCount)
        {
            throw new ArgumentException($"expected room for the {Shape.ValueCount} bytes of a {Shape} image, found {pixels.Length}.", nameof(pixels));
        }
        ShapeRenderer.Render(SceneOf(index), size, pixels);
    }

    public string Fingerprint() => string.Create(CultureInfo.InvariantCulture, $"shapes {count} {size} {seed} {pairs} {heldOut}");

    public void Dispose()
    {
    }
}
