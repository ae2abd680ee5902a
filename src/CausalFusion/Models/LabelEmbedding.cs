using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>
/// Embeds a class as K condition tokens, repeated r times. The row after the last class is the null class of classifier-free guidance.
/// </summary>
internal sealed class LabelEmbedding : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "embedding_table")]
    private readonly EmbeddingTable _table;

    private readonly int _tokens, _repeats, _width;

    internal LabelEmbedding(int classes, int tokens, int repeats, int width) : base(nameof(LabelEmbedding))
    {
        _tokens = tokens;
        _repeats = repeats;
        _width = width;
        _table = new EmbeddingTable(classes + 1, (long)tokens * width);
        RegisterComponents();
    }

    /// <param name="labels">Class indices, int64, shape (N).</param>
    /// <returns>Condition tokens, shape (N, r·K, D): the K tokens r times over.</returns>
    public override Tensor forward(Tensor labels)
    {
        using var scope = NewDisposeScope();
        Tensor tokens = _table.call(labels).view(-1, _tokens, _width);
        return (_repeats == 1 ? tokens : tokens.repeat(1, _repeats, 1)).MoveToOuterDisposeScope();
    }
}
