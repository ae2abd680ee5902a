namespace CausalFusion.Samples.Demo.Drawing;

/// <summary>One line of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">Its points, x ascending. A point that is not finite leaves a gap.</param>
/// <param name="Smoothing">
/// From 0, as it is, to below 1: the weight that each value gives to those before it. A smoothed line lies over its own points, drawn faintly.
/// </param>
/// <param name="Marked">Whether each point has a dot.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<(double X, double Y)> Points, double Smoothing = 0, bool Marked = false)
{
    public double Smoothing { get; } = Smoothing is >= 0 and < 1
        ? Smoothing
        : throw new ArgumentOutOfRangeException(nameof(Smoothing), Smoothing, $"The smoothing of series '{Name}' must be at least 0 and below 1.");

    /// <summary>The exponential moving average of the points, started without bias towards the first.</summary>
    public IReadOnlyList<(double X, double Y)> Smoothed()
    {
        var result = new (double, double)[Points.Count];
        double sum = 0, weight = 0;
        for (int i = 0; i < result.Length; i++)
        {
            var (x, y) = Points[i];
            if (double.IsFinite(y))
            {
                sum = Smoothing * sum + y;
                weight = Smoothing * weight + 1;
                y = sum / weight;
            }
            result[i] = (x, y);
        }
        return result;
    }
}
