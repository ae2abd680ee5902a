using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Blocks;

/// <summary>
/// A pass without gradients whose products are <see cref="PackedProduct"/>s: between one attention and the next, all is done for a few rows before
/// the next few, so that what is in between never leaves the cache.
/// </summary>
/// <param name="shape">The sizes.</param>
/// <param name="blocks">The weights.</param>
/// <param name="packed">Their matrices, packed; the caller's.</param>
/// <param name="buffers">Where everything is; this object's own.</param>
internal sealed unsafe class PackedPass(StackShape shape, BlockWeights[] blocks, IReadOnlyList<PackedBlock> packed, StackBuffers buffers) : StackPass
{
    private int Last => blocks.Length - 1;

    public override bool IsDisposed => buffers.IsDisposed;

    public override void Forward(Tensor x, Tensor output)
    {
        try
        {
            Run(x, output);
        }
        finally
        {
            buffers.DisposeViews();
        }
    }

    public override List<Tensor> Backward(Tensor outputGradient) => throw new InvalidOperationException("This pass has no gradient.");

    public override void Dispose() => buffers.Dispose();

    private void Run(Tensor x, Tensor output)
    {
        int width = shape.Width, hidden = shape.Hidden, outputs = shape.RowsAfter(isLast: true);
        Tensor all = buffers.Stream(0), qkv = buffers.Qkv(0), attended = buffers.Attended(0, shape.Rows);
        all.copy_(x);
        float* stream = TensorPointer.Of(all), projected = TensorPointer.Of(qkv), heads = TensorPointer.Of(attended);
        float* result = TensorPointer.Of(output), normal = TensorPointer.Of(buffers.Normalized(shape.Rows));
        float* branches = TensorPointer.Of(buffers.Branch(shape.Rows)), hiddens = TensorPointer.Of(buffers.Hidden(0, shape.Rows));
        var rows = new RowPointers(blocks[0]);
        PackedProduct.ForRows(shape.Rows, 3L * width * width, (first, count) =>
        {
            float* from = stream + ((nint)first * width), room = normal + ((nint)first * width);
            ResidualNorm.ForwardRows(
                from, (Float32Element*)null, bias: null, from, rows.Norm1Weight, rows.Norm1Bias, shape.Epsilon, (Float32Element*)room, moments: null,
                count, width);
            PackedProduct.Multiply(room, packed[0].Qkv, projected + ((nint)first * 3 * width), count);
        });
        for (int layer = 0; layer <= Last; layer++)
        {
            bool isLast = layer == Last;
            Attend(shape, layer, isLast, qkv, blocks[layer].QkNorms, attended);
            if (isLast && shape.Selects)
            {
                if (outputs == 0)
                {
                    return;
                }
                Tensor compact = buffers.Compact(outputs);
                Select(shape, all, compact);
                stream = TensorPointer.Of(compact);
            }
            RowPointers own = rows, next = isLast ? default : new RowPointers(blocks[layer + 1]);
            PackedBlock block = packed[layer];
            PackedMatrix? following = isLast ? null : packed[layer + 1].Qkv;
            long operations = ((isLast ? 1L : 4) * width * width) + (2L * width * hidden);
            float* carried = stream;
            PackedProduct.ForRows(shape.RowsAfter(isLast), operations, (first, count) =>
            {
                nint at = (nint)first * width;
                float* from = carried + at, branch = branches + at, normalized = normal + at, wide = hiddens + ((nint)first * hidden);
                PackedProduct.Multiply(heads + at, block.Projection, branch, count);
                ResidualNorm.ForwardRows(
                    from, (Float32Element*)branch, own.ProjectionBias, from, own.Norm2Weight, own.Norm2Bias, shape.Epsilon,
                    (Float32Element*)normalized, moments: null, count, width);
                PackedProduct.Multiply(normalized, block.Expand, wide, count);
                FusedGelu.ForwardRows((Float32Element*)wide, own.ExpandBias, (Float32Element*)wide, count, hidden);
                PackedProduct.Multiply(wide, block.Contract, branch, count);
                ResidualNorm.ForwardRows(
                    from, (Float32Element*)branch, own.ContractBias, following is null ? result + at : from, next.Norm1Weight,
                    next.Norm1Bias, shape.Epsilon, following is null ? null : (Float32Element*)normalized, moments: null, count, width);
                if (following is not null)
                {
                    PackedProduct.Multiply(normalized, following, projected + (3 * at), count);
                }
            });
            rows = next;
        }
    }

    /// <summary>The weights of a block that are one value for each column.</summary>
    private readonly struct RowPointers(BlockWeights block)
    {
        public readonly float* Norm1Weight = TensorPointer.Of(block.Norm1Weight), Norm1Bias = TensorPointer.Of(block.Norm1Bias);
        public readonly float* Norm2Weight = TensorPointer.Of(block.Norm2Weight), Norm2Bias = TensorPointer.Of(block.Norm2Bias);
        public readonly float* ProjectionBias = TensorPointer.Of(block.ProjectionBias), ExpandBias = TensorPointer.Of(block.ExpandBias);
        public readonly float* ContractBias = TensorPointer.Of(block.ContractBias);
    }
}
