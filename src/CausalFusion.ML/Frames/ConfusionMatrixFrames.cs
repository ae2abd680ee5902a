using System.Globalization;
using Microsoft.Data.Analysis;
using Microsoft.ML.Data;

namespace CausalFusion.ML;

/// <summary>Confusion matrices as data frames.</summary>
public static class ConfusionMatrixFrames
{
    private const string ClassColumn = "Class", PrecisionColumn = "Precision", RecallColumn = "Recall";

    /// <summary>
    /// A row for each class: Class, its name; for each class a column of its name, which counts what was taken for it; Precision and Recall of the
    /// row's class, from 0 to 1, or missing where the matrix has no number.
    /// </summary>
    /// <param name="matrix">The matrix, of a classifier's metrics.</param>
    /// <param name="classNames">The classes' names, in the order of their keys; their numbers from 0 where null.</param>
    /// <exception cref="ArgumentException">The names are not as many as the classes, or one comes twice or is that of another column.</exception>
    public static DataFrame ToDataFrame(this ConfusionMatrix matrix, IEnumerable<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        string[] names =
            [.. classNames ?? Enumerable.Range(0, matrix.NumberOfClasses).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        Check(names, matrix.NumberOfClasses);
        return new DataFrame(
        [
            new StringDataFrameColumn(ClassColumn, names),
            .. names.Select((name, taken) => new DoubleDataFrameColumn(name, matrix.Counts.Select(row => row[taken]))),
            new DoubleDataFrameColumn(PrecisionColumn, matrix.PerClassPrecision.Select(Share)),
            new DoubleDataFrameColumn(RecallColumn, matrix.PerClassRecall.Select(Share)),
        ]);
    }

    private static double? Share(double value) => double.IsNaN(value) ? null : value;

    private static void Check(string[] names, int classes)
    {
        if (names.Length != classes)
            throw new ArgumentException($"Expected the names of {classes} classes; found {names.Length}.", nameof(names));
        var used = new HashSet<string> { ClassColumn, PrecisionColumn, RecallColumn };
        if (names.FirstOrDefault(used.Contains) is { } taken)
            throw new ArgumentException($"A class cannot be called '{taken}': a column of the frame is.", nameof(names));
        if (names.FirstOrDefault(name => !used.Add(name)) is { } twice)
            throw new ArgumentException($"Expected another name for each class; found '{twice}' twice.", nameof(names));
    }
}
