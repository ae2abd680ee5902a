using System.Diagnostics;
using CausalFusion.Training;

namespace CausalFusion.Samples;

/// <summary>Shows how far training has come, a line every few seconds, and remembers the losses.</summary>
internal sealed class TrainingLine : IProgress<TrainingProgress>
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);

    private readonly List<(double Step, double Loss)> _losses = [];
    private readonly List<double?> _textLosses = [];
    private long _shown = Stopwatch.GetTimestamp();

    public IReadOnlyList<(double Step, double Loss)> Losses => _losses;

    /// <summary>The text loss of each step; null where there was none.</summary>
    public IReadOnlyList<double?> TextLosses => _textLosses;

    public double ImagesPerSecond { get; private set; }

    /// <summary>Mean loss of the last 100 steps.</summary>
    public double FinalLoss => _losses.TakeLast(100).Average(l => l.Loss);

    public void Report(TrainingProgress value)
    {
        _losses.Add((value.Step, value.Loss));
        _textLosses.Add(value.TextLoss);
        ImagesPerSecond = value.ImagesPerSecond;
        if (Stopwatch.GetElapsedTime(_shown) >= _interval || value.Step == value.Steps)
        {
            _shown = Stopwatch.GetTimestamp();
            double recent = _losses.TakeLast(20).Average(l => l.Loss);
            string text = _textLosses.TakeLast(20).Average() is { } textLoss ? $"  text {textLoss:f3}" : "";
            Console.WriteLine(
                $"  step {value.Step,6}/{value.Steps}  loss {recent:f4}{text}  {value.ImagesPerSecond,6:f0} images/s  "
                + $"{value.TimeLeft:h\\:mm\\:ss} left");
        }
    }
}
