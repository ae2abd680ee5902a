using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>Names the forward operation when a backward one fails or, if asked, yields NaN; until disposed.</summary>
public class AnomalyMode : IDisposable
{
    private const int Enabled = 1;
    private const int ChecksNaN = 2;
    private readonly int previous;

    public AnomalyMode(bool enabled, bool check_nan = true)
    {
        previous = Native.ts_anomaly_mode();
        Native.ts_set_anomaly_mode(enabled ? 1 : 0, check_nan ? 1 : 0);
    }

    public static bool IsEnabled => (Native.ts_anomaly_mode() & Enabled) != 0;

    public static bool ShouldCheckNaN => (Native.ts_anomaly_mode() & ChecksNaN) != 0;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) Native.ts_set_anomaly_mode(previous & Enabled, previous & ChecksNaN);
    }
}
