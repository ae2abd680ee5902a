using CausalFusion.Attention;

namespace CausalFusion.Blocks;

/// <summary>The sizes of a pass through a stack of blocks.</summary>
/// <param name="Batch">Sequences N.</param>
/// <param name="Width">Width D.</param>
/// <param name="Hidden">Width H of the MLP.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Epsilon">Of the LayerNorms and the QK-norms.</param>
/// <param name="Layout">Who sees whom, over all tokens.</param>
/// <param name="FirstOutput">The first token whose output is wanted; the number of tokens where none is.</param>
/// <param name="Cache">The keys and values of earlier tokens, or null.</param>
/// <param name="Keeps">Whether those of these tokens are written into it.</param>
internal sealed record StackShape(
    int Batch, int Width, int Hidden, int Heads, float Epsilon, AttentionLayout Layout, int FirstOutput, KeyValueCache? Cache,
    bool Keeps)
{
    /// <summary>Rows N·T of all tokens.</summary>
    public int Rows => Batch * Layout.Queries;

    /// <summary>Tokens of a sequence whose output is wanted.</summary>
    public int Outputs => Layout.Queries - FirstOutput;

    /// <summary>The attention of a block: in the last one, only the tokens whose output is wanted see.</summary>
    public AttentionShape Attention(bool isLast) =>
        new(Batch, Heads, Width / Heads, isLast ? Layout.From(FirstOutput) : Layout, Epsilon);

    /// <summary>Rows after a block's attention.</summary>
    public int RowsAfter(bool isLast) => isLast ? Batch * Outputs : Rows;
}
