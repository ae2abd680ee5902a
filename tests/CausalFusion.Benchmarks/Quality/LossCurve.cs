using System.Globalization;
using CausalFusion.Samples.Demo.Drawing;

namespace CausalFusion.Benchmarks.Quality;

/// <summary>The losses of a training as a picture, from the log that <c>causalfusion train --log</c> writes.</summary>
internal static class LossCurve
{
    private const int Points = 300;

    /// <summary>Reads the log and writes the picture.</summary>
    /// <param name="log">The log, a table with the columns step, loss and text_loss.</param>
    /// <param name="path">The picture, an SVG file.</param>
    /// <exception cref="InvalidDataException">The log has other columns or fewer rows than wanted.</exception>
    public static void Save(string log, string path)
    {
        string[] lines = File.ReadAllLines(log);
        string[] names = lines.Length == 0 ? [] : lines[0].Split(',');
        int step = Array.IndexOf(names, "step"), loss = Array.IndexOf(names, "loss"), text = Array.IndexOf(names, "text_loss");
        if (step < 0 || loss < 0 || text < 0)
        {
            throw new InvalidDataException($"'{log}': expected the columns step, loss and text_loss, found {string.Join(", ", names)}.");
        }
        // A training that went on from a checkpoint has told the steps since then twice: the later counts.
        var rows = new SortedDictionary<int, (double Loss, double? Text)>();
        foreach (string[] fields in lines.Skip(1).Select(line => line.Split(',')).Where(fields => fields.Length == names.Length))
        {
            rows[int.Parse(fields[step], CultureInfo.InvariantCulture)] = (Number(fields[loss])!.Value, Number(fields[text]));
        }
        var chart = new LineChart { Title = "Loss", XLabel = "step", YLabel = "loss", LogY = true };
        chart.Add(new ChartSeries("all of it", Means(rows.Select(row => (row.Key, (double?)row.Value.Loss)))));
        if (rows.Values.Any(row => row.Text is not null))
        {
            chart.Add(new ChartSeries("text", Means(rows.Select(row => (row.Key, row.Value.Text)))));
        }
        chart.Save(path);
    }

    private static (double X, double Y)[] Means(IEnumerable<(int Step, double? Value)> values)
    {
        (int Step, double Value)[] told = [.. values.Where(value => value.Value is not null).Select(value => (value.Step, value.Value!.Value))];
        int size = Math.Max(1, told.Length / Points);
        return [.. told.Chunk(size).Select(part => (part.Average(value => (double)value.Step), part.Average(value => value.Value)))];
    }

    private static double? Number(string field) => field.Length == 0 ? null : double.Parse(field, CultureInfo.InvariantCulture);
}
