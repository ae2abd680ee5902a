using Microsoft.Data.Analysis;

namespace CausalFusion.ML;

/// <summary>Requests for images as data frames, which are data views that a generator transforms: a column Label and a column Seed.</summary>
public static class GenerationRequestFrames
{
    /// <summary>Requests for some images of each class.</summary>
    /// <param name="labels">The classes' names.</param>
    /// <param name="imagesPerLabel">How many of each, at least 1.</param>
    /// <param name="firstSeed">The seed of the first image of each class; the others' follow.</param>
    /// <returns>A row for each image, class by class: Label, texts, and Seed, unsigned numbers of 64 bits.</returns>
    public static DataFrame PerClass(IEnumerable<string> labels, int imagesPerLabel, ulong firstSeed = 0)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(imagesPerLabel, 1);
        string[] rows = [.. labels.SelectMany(label => Enumerable.Repeat(label, imagesPerLabel))];
        return new DataFrame(new StringDataFrameColumn("Label", rows), Seeds(rows.Length, imagesPerLabel, firstSeed));
    }

    /// <summary>Requests for some images of each class, by the classes' numbers.</summary>
    /// <param name="classes">The number of classes, at least 1.</param>
    /// <param name="imagesPerClass">How many of each, at least 1.</param>
    /// <param name="firstSeed">The seed of the first image of each class; the others' follow.</param>
    /// <returns>A row for each image, class by class: Label, whole numbers from 0, and Seed, unsigned numbers of 64 bits.</returns>
    public static DataFrame PerClass(int classes, int imagesPerClass, ulong firstSeed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(imagesPerClass, 1);
        int count = checked(classes * imagesPerClass);
        return new DataFrame(
            new Int32DataFrameColumn("Label", Enumerable.Range(0, count).Select(i => i / imagesPerClass)), Seeds(count, imagesPerClass, firstSeed));
    }

    private static UInt64DataFrameColumn Seeds(int count, int each, ulong first) =>
        new("Seed", Enumerable.Range(0, count).Select(i => unchecked(first + (ulong)(i % each))));
}
