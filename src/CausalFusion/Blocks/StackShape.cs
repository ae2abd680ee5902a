using CausalFusion.Attention;
using CausalFusion.Threading;

namespace CausalFusion.Blocks;

/// <summary>The sizes of a pass through a stack of blocks.</summary>
/// <param name="Width">Width D.</param>
/// <param name="Hidden">Width H of the MLP.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Epsilon">Of the LayerNorms and the QK-norms.</param>
/// <param name="Sequences">The sequences that the rows are.</param>
internal sealed record StackShape(int Width, int Hidden, int Heads, float Epsilon, SequencePass Sequences)
{
    /// <summary>Rows R of all tokens.</summary>
    public int Rows => Sequences.Rows;

    /// <summary>Whether the output of some tokens is not wanted.</summary>
    public bool Selects => Sequences.OutputRows < Sequences.Rows;

    /// <summary>The attention of a group in a block: in the last one, only the tokens whose output is wanted see.</summary>
    public AttentionShape Attention(SequenceGroup group, bool isLast) => new(
        group.Sequences, Heads, Width / Heads, isLast ? group.Context.Layout.From(group.FirstOutput) : group.Context.Layout, Epsilon);

    /// <summary>Rows after a block's attention.</summary>
    public int RowsAfter(bool isLast) => isLast ? Sequences.OutputRows : Rows;

    /// <summary>Values of the matrices of all blocks.</summary>
    /// <param name="layers">Number of blocks.</param>
    public long Weights(int layers) => Weights(Width, Hidden, layers);

    /// <summary>The same of blocks of any sizes.</summary>
    public static long Weights(int width, int hidden, int layers) => width * ((4L * width) + (2L * hidden)) * layers;

    /// <summary>Operations of their products.</summary>
    /// <param name="layers">Number of blocks.</param>
    public double Operations(int layers) => 2.0 * Rows * Weights(layers);

    /// <summary>On how many lanes its sequences can be run so that each is worth waking a thread: some tenths of a millisecond.</summary>
    /// <param name="layers">Number of blocks.</param>
    public int LanesWorthIt(int layers) => (int)Math.Clamp(Operations(layers) / 3e7, 1, Math.Min(ThreadBudget.Threads, Sequences.Sequences));
}
