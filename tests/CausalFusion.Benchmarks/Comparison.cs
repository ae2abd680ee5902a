using System.Diagnostics;
using CausalFusion.Benchmarks.Rows;

namespace CausalFusion.Benchmarks;

/// <summary>Measures the two sides of rows in turn.</summary>
/// <param name="repeats">Measurements of each side.</param>
internal sealed class Comparison(int repeats)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Measures a row, and tells each repeat.</summary>
    public RowResult Run(ComparisonRow row)
    {
        row.Prepare();
        double[] ours = new double[repeats], reference = new double[repeats], ratios = new double[repeats];
        for (int i = 0; i < repeats; i++)
        {
            // Who goes first alternates too.
            if (i % 2 == 0)
            {
                ours[i] = row.MeasureOurs();
                reference[i] = row.MeasureReference();
            }
            else
            {
                reference[i] = row.MeasureReference();
                ours[i] = row.MeasureOurs();
            }
            ratios[i] = row.Ratio(ours[i], reference[i]);
            Console.WriteLine(
                $"[{Stopwatch.GetElapsedTime(_start).TotalSeconds,4:f0} s] {row.Name} {i + 1}/{repeats}: "
                + $"{ours[i]:g4} against {reference[i]:g4} {row.Unit}, ratio {ratios[i]:f2}");
        }
        return new RowResult(
            row.Name, row.Unit, Statistics.Median(ours), Statistics.Median(reference), Statistics.Median(ratios), ratios.Min(), ratios.Max(),
            row.IsLessBetter ? ours.Min() : ours.Max(), row.IsLessBetter ? reference.Min() : reference.Max(), repeats, row.Target,
            row.Note is null ? row.Work : $"{row.Work}; {row.Note}");
    }
}
