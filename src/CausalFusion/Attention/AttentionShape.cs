using CausalFusion.Kernels;

namespace CausalFusion.Attention;

/// <summary>The sizes that the attention kernels share.</summary>
/// <param name="Batch">Sequences N.</param>
/// <param name="Heads">Heads H.</param>
/// <param name="HeadDimension">Width d of a head.</param>
/// <param name="Layout">Who sees whom; its queries are the tokens of the pass, or the last of them.</param>
/// <param name="NormEpsilon">Epsilon of the QK-norms.</param>
internal sealed record AttentionShape(int Batch, int Heads, int HeadDimension, AttentionLayout Layout, float NormEpsilon)
{
    /// <summary>Tokens T of the pass.</summary>
    public int Tokens => Layout.FirstQuery + Layout.Queries;

    /// <summary>Those of them that see: all from <see cref="FirstQuery"/> on.</summary>
    public int Queries => Layout.Queries;

    /// <summary>The first token that sees.</summary>
    public int FirstQuery => Layout.FirstQuery;

    /// <summary>Width D of the model.</summary>
    public int Width => Heads * HeadDimension;

    /// <summary>The head's width in the scratch buffers.</summary>
    public int PaddedDimension => Pad(HeadDimension);

    /// <summary>The factor of the scores.</summary>
    public float Scale => 1 / MathF.Sqrt(HeadDimension);

    public static int Pad(int count) => (count + SmallGemm.ColumnBlock - 1) / SmallGemm.ColumnBlock * SmallGemm.ColumnBlock;
}
