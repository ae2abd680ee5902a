namespace CausalFusion.Benchmarks.Rows;

/// <summary>A row of the benchmark: two sides that are measured in turn.</summary>
internal abstract class ComparisonRow : IDisposable
{
    /// <summary>Its name in the table and in the file.</summary>
    public required string Name { get; init; }

    /// <summary>The unit of both sides.</summary>
    public required string Unit { get; init; }

    /// <summary>The ratio to reach.</summary>
    public required double Target { get; init; }

    /// <summary>What each side does.</summary>
    public required string Work { get; init; }

    /// <summary>Whether less of the unit is better.</summary>
    public virtual bool IsLessBetter => false;

    /// <summary>How many times better ours is: above 1 where ours is ahead.</summary>
    public double Ratio(double ours, double reference) => IsLessBetter ? reference / ours : ours / reference;

    /// <summary>Makes and warms up what both sides need; not part of any measurement.</summary>
    public abstract void Prepare();

    /// <summary>Measures our side once.</summary>
    public abstract double MeasureOurs();

    /// <summary>Measures the other side once.</summary>
    public abstract double MeasureReference();

    /// <summary>What was found out while it was measured; null where there is nothing to say.</summary>
    public virtual string? Note => null;

    /// <summary>Frees what <see cref="Prepare"/> made.</summary>
    public abstract void Dispose();
}
