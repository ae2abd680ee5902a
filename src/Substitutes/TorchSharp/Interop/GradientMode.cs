namespace TorchSharp.Interop;

/// <summary>Records or ignores operations for the backward pass, on this thread, until disposed.</summary>
internal sealed class GradientMode : IDisposable
{
    private readonly bool previous;

    public GradientMode(bool enabled)
    {
        previous = torch.is_grad_enabled();
        Native.ts_set_grad_enabled(enabled ? 1 : 0);
    }

    public void Dispose() => Native.ts_set_grad_enabled(previous ? 1 : 0);
}
