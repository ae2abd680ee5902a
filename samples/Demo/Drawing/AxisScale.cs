using System.Globalization;

namespace CausalFusion.Samples.Demo.Drawing;

/// <summary>An axis whose ends and ticks are round numbers: multiples of 1, 2, 2.5 or 5 times a power of ten.</summary>
public sealed class AxisScale : IAxisScale
{
    private static readonly double[] _roundSteps = [1, 2, 2.5, 5, 10];

    /// <summary>
    /// The axis of the finest steps that covers [<paramref name="low"/>, <paramref name="high"/>] with at most <paramref name="maxTicks"/> ticks.
    /// </summary>
    public AxisScale(double low, double high, int maxTicks)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || low > high)
            throw new ArgumentException($"An axis needs finite ends in order; found {low} and {high}.");
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTicks, 3);
        if (low == high)
        {
            double around = low == 0 ? 1 : Math.Abs(low) / 2;
            (low, high) = (low - around, high + around);
        }
        // Ends that are moved outwards to multiples of the step can add a tick each, hence the candidates beyond the first.
        double magnitude = Math.Pow(10, Math.Floor(Math.Log10((high - low) / (maxTicks - 1))));
        Step = _roundSteps.Append(20).Select(step => step * magnitude).First(step => Count(low, high, step) <= maxTicks);
        Low = Math.Floor(low / Step) * Step;
        TickCount = Count(low, high, Step);
    }

    /// <summary>The value of the first tick.</summary>
    public double Low { get; }

    public double Step { get; }

    public int TickCount { get; }

    public double High => Tick(TickCount - 1);

    public double Tick(int index) => Low + index * Step;

    public double Position(double value) => (value - Low) / (High - Low);

    /// <summary>A tick's value with as many decimals as the step needs, or with an exponent where digits would be many.</summary>
    public string Label(int index)
    {
        double value = Tick(index);
        double largest = Math.Max(Math.Abs(Low), Math.Abs(High));
        if (largest is >= 1e7 or < 1e-4) return (Math.Abs(value) < Step / 2 ? 0 : value).ToString("0.###e0", CultureInfo.InvariantCulture);
        int decimals = 0;
        while (decimals < 9 && Math.Abs(Step * Math.Pow(10, decimals) - Math.Round(Step * Math.Pow(10, decimals))) > 1e-6) decimals++;
        string label = value.ToString("N" + decimals, CultureInfo.InvariantCulture);
        return label.Trim('-', '0', '.').Length == 0 ? label.TrimStart('-') : label;
    }

    private static int Count(double low, double high, double step) => (int)(Math.Ceiling(high / step) - Math.Floor(low / step)) + 1;
}
