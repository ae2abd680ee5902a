namespace TorchSharp.Interop;

/// <summary>libtorch's inference mode, on this thread, until disposed on the same thread.</summary>
internal sealed class InferenceMode(bool enabled) : IDisposable
{
    private nint guard = Native.ts_inference_mode_enter(enabled ? 1 : 0);

    public void Dispose()
    {
        if (guard != 0) Native.ts_inference_mode_leave(guard);
        guard = 0;
    }
}
