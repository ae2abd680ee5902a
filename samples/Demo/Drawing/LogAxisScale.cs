using System.Globalization;

namespace CausalFusion.Samples.Demo.Drawing;

/// <summary>A logarithmic axis whose ends and ticks are 1, 2 or 5 times a power of ten; only powers of ten where those would be too many.</summary>
public sealed class LogAxisScale : IAxisScale
{
    private const double Tolerance = 1e-9;

    private readonly double[] _ticks;

    /// <summary>The shortest axis of the finest ticks, at most <paramref name="maxTicks"/>, that covers two values and those between.</summary>
    /// <param name="low">The lowest value, above 0.</param>
    /// <param name="high">The highest value.</param>
    /// <param name="maxTicks">The most ticks, at least 3.</param>
    public LogAxisScale(double low, double high, int maxTicks)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || low <= 0 || low > high)
            throw new ArgumentException($"A logarithmic axis needs finite ends above 0 in order; found {low} and {high}.");
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTicks, 3);
        if (low == high) (low, high) = (low / 2, high * 2);
        _ticks = Candidates(low, high).First(ticks => ticks.Length <= maxTicks);
    }

    public int TickCount => _ticks.Length;

    public double Tick(int index) => _ticks[index];

    public double Position(double value) => Math.Log(value / _ticks[0]) / Math.Log(_ticks[^1] / _ticks[0]);

    public string Label(int index)
    {
        double value = Tick(index);
        return value.ToString(value is >= 1e7 or < 1e-4 ? "0e0" : "#,0.####", CultureInfo.InvariantCulture);
    }

    private static IEnumerable<double[]> Candidates(double low, double high)
    {
        yield return Covering(low, high, [1, 2, 5], decades: 1);
        for (int decades = 1; ; decades++)
        {
            yield return Covering(low, high, [1], decades);
        }
    }

    // The ticks from the last that is not above the lowest value to the first that is not below the highest.
    private static double[] Covering(double low, double high, double[] digits, int decades)
    {
        int first = (int)Math.Floor(Math.Log10(low)) - 1, last = (int)Math.Ceiling(Math.Log10(high)) + decades;
        var ticks = new List<double>();
        for (int exponent = first / decades * decades - decades; exponent <= last; exponent += decades)
        {
            ticks.AddRange(digits.Select(digit => digit * Math.Pow(10, exponent)));
        }
        int from = ticks.FindLastIndex(tick => tick <= low * (1 + Tolerance)), to = ticks.FindIndex(tick => tick >= high * (1 - Tolerance));
        return [.. ticks[from..(to + 1)]];
    }
}
