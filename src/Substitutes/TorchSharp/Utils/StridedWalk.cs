namespace TorchSharp.Utils;

/// <summary>Walks a tensor's elements in the order of its dimensions.</summary>
internal sealed class StridedWalk
{
    private readonly long[] shape;
    private readonly long[] strides;
    private readonly long[] position;

    public StridedWalk(long[] shape, long[] strides, long start)
    {
        this.shape = shape;
        this.strides = strides;
        position = new long[shape.Length];
        for (var i = shape.Length - 1; i >= 0 && start > 0; i--)
        {
            position[i] = start % shape[i];
            start /= shape[i];
            Offset += position[i] * strides[i];
        }
    }

    /// <summary>Elements from the first to the present one in memory.</summary>
    public long Offset { get; private set; }

    public void Step()
    {
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            Offset += strides[i];
            if (++position[i] < shape[i]) return;
            Offset -= position[i] * strides[i];
            position[i] = 0;
        }
    }
}
