using CausalFusion.Training;
using Microsoft.Data.Analysis;

namespace CausalFusion.ML;

/// <summary>
/// The steps of a training, to look at or plot afterwards. Of a long training it keeps every second, fourth, … step, so that it stays within its
/// capacity; the last step is always there. Thread-safe.
/// </summary>
public sealed class TrainingHistory : IProgress<TrainingProgress>
{
    /// <summary>The number of steps that are kept at most unless told otherwise.</summary>
    public const int DefaultCapacity = 10_000;

    private readonly Lock _lock = new();
    private readonly List<TrainingProgress> _steps = [];
    private readonly int _capacity;
    private TrainingProgress? _last;
    private int _stride = 1;

    /// <param name="capacity">The number of steps that are kept at most, at least 2.</param>
    public TrainingHistory(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2);
        _capacity = capacity;
    }

    /// <summary>The steps that are kept, in their order.</summary>
    public IReadOnlyList<TrainingProgress> Steps
    {
        get
        {
            lock (_lock)
            {
                return _last is { } last && (_steps.Count == 0 || _steps[^1].Step != last.Step) ? [.. _steps, last] : [.. _steps];
            }
        }
    }

    /// <summary>Adds a step.</summary>
    /// <param name="value">What a training reports after it.</param>
    public void Report(TrainingProgress value)
    {
        lock (_lock)
        {
            _last = value;
            if ((value.Step - 1) % _stride != 0)
            {
                return;
            }
            _steps.Add(value);
            if (_steps.Count == _capacity)
            {
                // One place is the last step's.
                _stride *= 2;
                _steps.RemoveAll(step => (step.Step - 1) % _stride != 0);
            }
        }
    }

    /// <summary>
    /// The steps as a data frame: Step, Loss, LearningRate, GradientNorm, ImagesPerSecond and SecondsLeft, a row a step; and TextLoss, where text was
    /// learned, missing in steps without it.
    /// </summary>
    public DataFrame ToDataFrame()
    {
        IReadOnlyList<TrainingProgress> steps = Steps;
        var frame = new DataFrame(
            new Int32DataFrameColumn("Step", steps.Select(step => step.Step)),
            new DoubleDataFrameColumn("Loss", steps.Select(step => step.Loss)),
            new DoubleDataFrameColumn("LearningRate", steps.Select(step => step.LearningRate)),
            new DoubleDataFrameColumn("GradientNorm", steps.Select(step => step.GradientNorm)),
            new DoubleDataFrameColumn("ImagesPerSecond", steps.Select(step => step.ImagesPerSecond)),
            new DoubleDataFrameColumn("SecondsLeft", steps.Select(step => step.TimeLeft.TotalSeconds)));
        if (steps.Any(step => step.TextLoss is not null))
        {
            frame.Columns.Add(new DoubleDataFrameColumn("TextLoss", steps.Select(step => step.TextLoss)));
        }
        return frame;
    }
}
