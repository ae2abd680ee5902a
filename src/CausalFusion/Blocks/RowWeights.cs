using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Blocks;

/// <summary>The weights of a block that are one value for each column, in float32.</summary>
internal sealed class RowWeights : IDisposable
{
    private readonly List<Tensor> _owned = [];

    /// <param name="block">The block's weights, which stay their owner's.</param>
    /// <param name="epsilon">Of its norms.</param>
    public RowWeights(BlockWeights block, float epsilon)
    {
        Norm1 = new RowNorm(Widened(block.Norm1Weight), Widened(block.Norm1Bias), epsilon);
        Norm2 = new RowNorm(Widened(block.Norm2Weight), Widened(block.Norm2Bias), epsilon);
        QkNorms = [.. block.QkNorms.Select(Widened)];
        ProjectionBias = Widened(block.ProjectionBias);
        ExpandBias = Widened(block.ExpandBias);
        ContractBias = Widened(block.ContractBias);
    }

    /// <summary>The norm before the attention.</summary>
    public RowNorm Norm1 { get; }

    /// <summary>The norm before the MLP.</summary>
    public RowNorm Norm2 { get; }

    /// <summary>Weight and bias of the query norm, then of the key norm; none without QK-norm.</summary>
    public Tensor[] QkNorms { get; }

    /// <summary>The bias of the attention's output.</summary>
    public Tensor ProjectionBias { get; }

    /// <summary>The bias of the MLP's first layer.</summary>
    public Tensor ExpandBias { get; }

    /// <summary>The bias of its second.</summary>
    public Tensor ContractBias { get; }

    /// <summary>Frees what was converted.</summary>
    public void Dispose() => _owned.ForEach(tensor => tensor.Dispose());

    private Tensor Widened(Tensor weight)
    {
        if (weight.dtype == ScalarType.Float32)
        {
            return weight;
        }
        Tensor widened = weight.detach().to(ScalarType.Float32).DetachFromDisposeScope();
        _owned.Add(widened);
        return widened;
    }
}
