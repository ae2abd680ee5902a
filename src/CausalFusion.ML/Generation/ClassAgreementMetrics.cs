using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Analysis;

namespace CausalFusion.ML;

/// <summary>How often a classifier sees in a generated image the class that it was asked to be of.</summary>
public sealed class ClassAgreementMetrics
{
    internal ClassAgreementMetrics(IReadOnlyList<long> asked, IReadOnlyList<long> seen, IReadOnlyList<string>? names)
    {
        Count = asked.Sum();
        Agreement = Count == 0 ? double.NaN : (double)seen.Sum() / Count;
        PerClass = [.. asked.Zip(seen, (all, right) => all == 0 ? double.NaN : (double)right / all)];
        CountPerClass = [.. asked];
        ClassNames = [.. names ?? []];
    }

    /// <summary>The share of images that are seen as what they were asked to be, 0 to 1.</summary>
    public double Agreement { get; }

    /// <summary>The same for each class; not a number where there are no images of it.</summary>
    public ImmutableArray<double> PerClass { get; }

    /// <summary>The number of images of each class.</summary>
    public ImmutableArray<long> CountPerClass { get; }

    /// <summary>The number of images.</summary>
    public long Count { get; }

    /// <summary>What the classes are called, where the keys say so; else empty.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>
    /// A row for each class: Class (its name, or its number from 0), Count and Agreement, which is missing where there are no images of the class.
    /// </summary>
    public DataFrame ToDataFrame()
    {
        IEnumerable<string> names = ClassNames.Length > 0
            ? ClassNames
            : Enumerable.Range(0, PerClass.Length).Select(number => number.ToString(CultureInfo.InvariantCulture));
        return new DataFrame(
            new StringDataFrameColumn("Class", names),
            new Int64DataFrameColumn("Count", CountPerClass),
            new DoubleDataFrameColumn("Agreement", PerClass.Select(share => double.IsNaN(share) ? (double?)null : share)));
    }

    /// <summary>The metrics in a line.</summary>
    public override string ToString() => FormattableString.Invariant($"class agreement {Agreement:F3} ({Count} images of {PerClass.Length} classes)");
}
