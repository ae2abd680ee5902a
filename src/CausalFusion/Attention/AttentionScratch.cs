using System.Runtime.InteropServices;
using CausalFusion.Kernels;

namespace CausalFusion.Attention;

/// <summary>One worker's buffers for the attention of one head; zero where they are padding.</summary>
internal sealed unsafe class AttentionScratch : IDisposable
{
    /// <summary>Queries are taken this many at a time, so that their scores stay in the cache.</summary>
    public const int QueryBlock = 64;

    private readonly float* _memory;

    public AttentionScratch(AttentionShape shape, bool backward)
    {
        int queries = shape.Queries, keys = shape.Layout.Keys, d = shape.PaddedDimension;
        // The last block of columns may begin at any key, so a row of keys has a block of room behind it.
        KeyStride = AttentionShape.Pad(keys) + SmallGemm.ColumnBlock;
        ScoreStride = KeyStride;
        nint queryMatrix = (nint)queries * d, keyMatrix = (nint)keys * d, transposed = (nint)d * KeyStride, block = (nint)QueryBlock * ScoreStride;
        nint total =
            queryMatrix + keyMatrix + transposed + keyMatrix + block + (backward ? (2 * queryMatrix) + transposed + (2 * keyMatrix) + block : 0);
        _memory = (float*)NativeMemory.AlignedAlloc((nuint)total * sizeof(float), 64);
        NativeMemory.Clear(_memory, (nuint)total * sizeof(float));
        float* next = _memory;
        Queries = Take(queryMatrix);
        Keys = Take(keyMatrix);
        KeysTransposed = Take(transposed);
        Values = Take(keyMatrix);
        Scores = Take(block);
        if (backward)
        {
            OutputGradient = Take(queryMatrix);
            QueryGradient = Take(queryMatrix);
            ValuesTransposed = Take(transposed);
            KeyGradient = Take(keyMatrix);
            ValueGradient = Take(keyMatrix);
            ScoreGradient = Take(block);
        }

        float* Take(nint count)
        {
            float* taken = next;
            next += count;
            return taken;
        }
    }

    public int KeyStride { get; }

    public int ScoreStride { get; }

    public float* Queries { get; }

    public float* Keys { get; }

    public float* KeysTransposed { get; }

    public float* Values { get; }

    public float* Scores { get; }

    public float* OutputGradient { get; }

    public float* QueryGradient { get; }

    public float* ValuesTransposed { get; }

    public float* KeyGradient { get; }

    public float* ValueGradient { get; }

    public float* ScoreGradient { get; }

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
