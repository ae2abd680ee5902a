using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Turns the native side's last error into an exception, and carries managed exceptions across native frames.</summary>
internal static class Errors
{
    private static readonly ConcurrentDictionary<long, ExceptionDispatchInfo> inFlight = new();
    private static long lastId;

    /// <summary>Remembers an exception that must not cross native frames; the result finds it again in <see cref="Throw"/>.</summary>
    public static long Park(Exception exception)
    {
        var id = Interlocked.Increment(ref lastId);
        inFlight[id] = ExceptionDispatchInfo.Capture(exception);
        return id;
    }

    /// <summary>Throws this thread's last native error; the result type serves expression-bodied callers.</summary>
    public static unsafe Exception Throw()
    {
        long managed;
        var message = Marshal.PtrToStringUTF8((nint)Native.ts_last_error(&managed));
        if (managed != 0 && inFlight.TryRemove(managed, out var parked)) parked.Throw();
        throw new ExternalException(message);
    }

    public static void Check(int code)
    {
        if (code < 0) Throw();
    }

    public static nint Check(nint handle) => handle != 0 ? handle : throw Throw();
}
