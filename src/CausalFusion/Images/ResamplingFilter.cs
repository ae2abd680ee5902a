namespace CausalFusion.Images;

/// <summary>How the pixels of a resized image are averaged from those of the original.</summary>
internal sealed class ResamplingFilter
{
    private readonly Func<double, double> _weight;

    private ResamplingFilter(double support, Func<double, double> weight)
    {
        Support = support;
        _weight = weight;
    }

    /// <summary>The plain mean of what a pixel covers.</summary>
    public static ResamplingFilter Box { get; } = new(0.5, x => x is > -0.5 and <= 0.5 ? 1 : 0);

    /// <summary>Keys's cubic convolution with a = −1/2, stretched where the image shrinks.</summary>
    public static ResamplingFilter Bicubic { get; } = new(2, x =>
    {
        const double a = -0.5;
        x = Math.Abs(x);
        return x < 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1 : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * a : 0;
    });

    /// <summary>How far the filter reaches, in pixels of the coarser image.</summary>
    public double Support { get; }

    /// <summary>The weight of a pixel at a distance, before all are made to sum to one.</summary>
    public double Weight(double distance) => _weight(distance);
}
