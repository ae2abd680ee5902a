using static TorchSharp.torch;

namespace CausalFusion.Blocks;

/// <summary>A piece of memory that passes borrow.</summary>
internal sealed class PassBuffer : IDisposable
{
    private long _pressure;

    /// <param name="floats">How many float32 values it has room for.</param>
    /// <param name="halves">How many bfloat16 values.</param>
    public PassBuffer(long floats, long halves)
    {
        Bytes = (4 * floats) + (2 * halves);
        using var mode = inference_mode(false); // a pass that is recorded may borrow what one without gradients made
        Floats = empty([floats], dtype: ScalarType.Float32).DetachFromDisposeScope();
        Halves = empty([halves], dtype: ScalarType.BFloat16).DetachFromDisposeScope();
        GC.AddMemoryPressure(Bytes); // of a pass that is never run back the collector must know
        _pressure = Bytes;
    }

    ~PassBuffer() => Relieve();

    /// <summary>The float32 values.</summary>
    public Tensor Floats { get; }

    /// <summary>The bfloat16 values.</summary>
    public Tensor Halves { get; }

    /// <summary>Its size.</summary>
    public long Bytes { get; }

    /// <summary>Whether it has room for so many values.</summary>
    public bool Fits(long floats, long halves) => Floats.numel() >= floats && Halves.numel() >= halves;

    /// <summary>Frees it.</summary>
    public void Dispose()
    {
        Relieve();
        GC.SuppressFinalize(this);
        Floats.Dispose();
        Halves.Dispose();
    }

    private void Relieve()
    {
        if (Interlocked.Exchange(ref _pressure, 0) is > 0 and var pressure)
        {
            GC.RemoveMemoryPressure(pressure);
        }
    }
}
