using CausalFusion.Attention;

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
}
