using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>
/// A table of embeddings whose values mean nothing until they are drawn or read; the tensor library's own table draws them when it is made.
/// </summary>
internal sealed class EmbeddingTable : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    /// <param name="rows">Number of rows.</param>
    /// <param name="width">Values of a row.</param>
    public EmbeddingTable(long rows, long width) : base(nameof(EmbeddingTable))
    {
        _weight = new Parameter(empty([rows, width]));
        RegisterComponents();
    }

    /// <param name="rows">Indices, int64, shape (R).</param>
    /// <returns>The rows, shape (R, width), in the caller's dispose scope.</returns>
    public override Tensor forward(Tensor rows) => _weight.index_select(0, rows);
}
