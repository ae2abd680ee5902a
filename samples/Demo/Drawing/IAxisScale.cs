namespace CausalFusion.Samples.Demo.Drawing;

/// <summary>An axis of a chart: ticks from its beginning to its end, and where values lie between them.</summary>
public interface IAxisScale
{
    int TickCount { get; }

    double Tick(int index);

    /// <summary>Where a value lies: 0 at the first tick, 1 at the last.</summary>
    double Position(double value);

    /// <summary>A tick's value as text.</summary>
    string Label(int index);
}
