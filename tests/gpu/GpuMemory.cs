using System.Diagnostics;
using System.Globalization;

namespace CausalFusion.Gpu;

/// <summary>Watches how much memory of the first GPU is in use, as nvidia-smi tells it: no library call tells it of another process.</summary>
internal sealed class GpuMemory : IDisposable
{
    private readonly Process _process;
    private readonly ManualResetEventSlim _first = new();
    private double _before, _peak;

    /// <summary>Begins to watch; what is in use now is not counted.</summary>
    public GpuMemory()
    {
        var start = new ProcessStartInfo("nvidia-smi") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in new[] { "--id=0", "--query-gpu=memory.used", "--format=csv,noheader,nounits", "--loop-ms=50" })
        {
            start.ArgumentList.Add(argument);
        }
        _process = Process.Start(start) ?? throw new InvalidOperationException("nvidia-smi did not start.");
        _process.OutputDataReceived += (_, line) =>
        {
            if (!double.TryParse(line.Data, NumberStyles.Float, CultureInfo.InvariantCulture, out double used))
            {
                return;
            }
            if (!_first.IsSet)
            {
                _before = used;
                _first.Set();
            }
            _peak = Math.Max(_peak, used);
        };
        _process.BeginOutputReadLine();
        _first.Wait(TimeSpan.FromSeconds(10));
    }

    /// <summary>The most that came into use, in MB.</summary>
    public double PeakMB => _peak - _before;

    /// <summary>The GPU and its driver.</summary>
    public static string Describe()
    {
        var start = new ProcessStartInfo("nvidia-smi") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in new[] { "--id=0", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader" })
        {
            start.ArgumentList.Add(argument);
        }
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("nvidia-smi did not start.");
        string[] parts = process.StandardOutput.ReadToEnd().Trim().Split(',', StringSplitOptions.TrimEntries);
        process.WaitForExit();
        return parts is [var name, var driver, var memory] ? $"{name}, {memory}, driver {driver}" : string.Join(", ", parts);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _first.Dispose();
    }
}
