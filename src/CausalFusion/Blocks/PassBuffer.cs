using static TorchSharp.torch;

namespace CausalFusion.Blocks;

/// <summary>A piece of memory that passes borrow.</summary>
internal sealed class PassBuffer : IDisposable
{
    /// <param name="floats">How many float32 values it has room for.</param>
    /// <param name="halves">How many bfloat16 values.</param>
    public PassBuffer(long floats, long halves)
    {
        Floats = empty([floats], dtype: ScalarType.Float32).DetachFromDisposeScope();
        Halves = empty([halves], dtype: ScalarType.BFloat16).DetachFromDisposeScope();
    }

    /// <summary>The float32 values.</summary>
    public Tensor Floats { get; }

    /// <summary>The bfloat16 values.</summary>
    public Tensor Halves { get; }

    /// <summary>Its size.</summary>
    public long Bytes => (4 * Floats.numel()) + (2 * Halves.numel());

    /// <summary>Whether it has room for so many values.</summary>
    public bool Fits(long floats, long halves) => Floats.numel() >= floats && Halves.numel() >= halves;

    /// <summary>Frees it.</summary>
    public void Dispose()
    {
        Floats.Dispose();
        Halves.Dispose();
    }
}
