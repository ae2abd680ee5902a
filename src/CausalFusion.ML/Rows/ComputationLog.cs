using CausalFusion.Progress;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Rows;

/// <summary>Puts into the log how far the computation of a column has come: a line for a second of computing at most, and one at the end.</summary>
/// <param name="function">What is computed.</param>
/// <param name="time">The clock; the system's where null.</param>
internal sealed class ComputationLog(RowFunction function, TimeProvider? time = null) : IProgress<double>, IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private long _rows, _started;
    private int _batch;
    private TimeSpan _before, _lastLine;

    private TimeSpan Elapsed => _before + (_batch == 0 ? TimeSpan.Zero : _time.GetElapsedTime(_started));

    /// <summary>Runs a batch.</summary>
    /// <param name="count">The number of its rows, at least 1.</param>
    /// <param name="compute">Computes them, and reports how many are done, those in progress counted in part.</param>
    public void Run(int count, Action compute)
    {
        (_batch, _started) = (count, _time.GetTimestamp());
        try
        {
            compute();
            Report(count);
            _rows += count;
        }
        finally
        {
            _before = Elapsed;
            _batch = 0;
        }
    }

    /// <summary>Says how many rows of the batch are done.</summary>
    public void Report(double value)
    {
        TimeSpan elapsed = Elapsed;
        if (elapsed - _lastLine >= _interval)
        {
            _lastLine = elapsed;
            Write("Column '{0}': {1:N0} rows done, and {2:F1} of {3:N0} more; {4:F1} rows/s", function.Outputs[0].Name, _rows, value, _batch,
                (_rows + value) / elapsed.TotalSeconds);
        }
    }

    /// <summary>Writes the last line, if there were rows.</summary>
    public void Dispose()
    {
        if (_rows > 0)
        {
            Write("Column '{0}': {1:N0} rows done in {2}, {3:F1} rows/s", function.Outputs[0].Name, _rows, DurationText.Of(_before),
                _rows / _before.TotalSeconds);
            _rows = 0;
        }
    }

    private void Write(string format, params object[] values)
    {
        using IChannel channel = function.Host.Start("Transform");
        channel.Info(MessageSensitivity.Schema, format, values);
    }
}
