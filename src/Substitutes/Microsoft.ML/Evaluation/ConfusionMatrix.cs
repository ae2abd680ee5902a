using System.Globalization;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>How many rows of each class were predicted to be of each class.</summary>
public sealed class ConfusionMatrix
{
    /// <summary>The length of the word PREDICTED, which heads the row labels.</summary>
    private const int LeastLabelWidth = 9;

    private readonly double[][] _counts;
    private readonly IReadOnlyList<string> _names;

    /// <param name="counts">Rows by true class, then by predicted class.</param>
    /// <param name="names">The classes' names.</param>
    internal ConfusionMatrix(double[][] counts, IReadOnlyList<string> names)
    {
        (_counts, _names) = (counts, names);
        Counts = Array.AsReadOnly(Array.ConvertAll(counts, row => (IReadOnlyList<double>)Array.AsReadOnly(row)));
        PerClassPrecision = Array.AsReadOnly(counts.Select((row, c) => Share(row[c], counts.Sum(other => other[c]))).ToArray());
        PerClassRecall = Array.AsReadOnly(counts.Select((row, c) => Share(row[c], row.Sum())).ToArray());
    }

    /// <summary>Of the rows predicted to be of a class, the share that is.</summary>
    public IReadOnlyList<double> PerClassPrecision { get; }

    /// <summary>Of the rows of a class, the share predicted to be.</summary>
    public IReadOnlyList<double> PerClassRecall { get; }

    /// <summary>Rows by true class, then by predicted class.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    public int NumberOfClasses => _counts.Length;

    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        CheckIndex(predictedClassIndicatorIndex, nameof(predictedClassIndicatorIndex));
        CheckIndex(actualClassIndicatorIndex, nameof(actualClassIndicatorIndex));
        return _counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    /// <summary>The matrix as a table for people.</summary>
    public string GetFormattedConfusionTable()
    {
        int columnWidth = NumberOfClasses == 2 ? 8 : 5;
        // Names too long for the header are numbered there instead.
        bool isNumbered = _names.Max(name => name.Length) > columnWidth;
        int digits = (NumberOfClasses - 1).ToString(CultureInfo.InvariantCulture).Length;
        int nameWidth = Math.Max(_names.Max(name => name.Length), LeastLabelWidth - (isNumbered ? digits + 2 : 0));
        string[] labels = [.. _names.Select((name, c) => isNumbered ? $"{Number(c).PadLeft(digits)}. {name.PadLeft(nameWidth)}" : name.PadLeft(nameWidth))];
        string[] headers = [.. _names.Select((name, c) => (isNumbered ? Number(c) : name).PadLeft(columnWidth))];
        int labelWidth = labels[0].Length;
        string rule = "||" + string.Concat(Enumerable.Repeat(new string('=', columnWidth + 3), NumberOfClasses));

        var table = new StringBuilder();
        table.AppendLine().AppendLine("Confusion table");
        table.Append(' ', labelWidth + 1).AppendLine(rule);
        table.Append("PREDICTED".PadRight(labelWidth + 1)).Append("||");
        foreach (string header in headers)
            table.Append(' ').Append(header).Append(" |");
        table.AppendLine(" Recall");
        table.Append("TRUTH".PadRight(labelWidth + 1)).AppendLine(rule);
        for (int row = 0; row < NumberOfClasses; row++)
        {
            table.Append(labels[row]).Append(" ||");
            foreach (double count in _counts[row])
                table.Append(' ').Append(count.ToString("N0", CultureInfo.InvariantCulture).PadLeft(columnWidth)).Append(" |");
            table.Append(' ').AppendLine(PerClassRecall[row].ToString("F4", CultureInfo.InvariantCulture));
        }
        table.Append(' ', labelWidth + 1).AppendLine(rule);
        table.Append("Precision".PadRight(labelWidth + 1)).Append("||");
        foreach (double precision in PerClassPrecision)
            table.Append(precision.ToString("N4", CultureInfo.InvariantCulture).PadLeft(columnWidth + 1)).Append(" |");
        return table.AppendLine().ToString();
    }

    private static string Number(int index) => index.ToString(CultureInfo.InvariantCulture);

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;

    private void CheckIndex(int index, string name)
    {
        if (index < 0 || index >= NumberOfClasses)
            throw new ArgumentOutOfRangeException(name, index, $"Invalid index. Should be non-negative and less than the number of classes, {NumberOfClasses}.");
    }
}
