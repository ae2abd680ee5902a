using CausalFusion.Attention;
using CausalFusion.Kernels;
using CausalFusion.Native;
using static TorchSharp.torch;

namespace CausalFusion.Blocks;

/// <summary>A pass whose branches read and write values of one type; the residual stream and all sums are float32.</summary>
/// <typeparam name="T">That type.</typeparam>
/// <param name="shape">The sizes.</param>
/// <param name="blocks">The weights, which must not change before the backward pass.</param>
/// <param name="buffers">Where everything is; this object's own.</param>
/// <param name="order">In what order products are summed, forward.</param>
/// <param name="recomputes">Whether the backward pass computes each block once more from its input.</param>
/// <param name="packs">The weights' matrices, packed, which stay the caller's; null where the products are the tensor library's.</param>
internal sealed class StackPass<T>(
    StackShape shape, BlockWeights[] blocks, StackBuffers buffers, ProductOrder order, bool recomputes, TrainingPacks? packs) : StackPass
    where T : unmanaged, IElement<T>
{
    private readonly RowWeights[] _rows = [.. blocks.Select(block => new RowWeights(block, shape.Epsilon))];

    private int Last => blocks.Length - 1;

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

    public override List<Tensor> Backward(Tensor outputGradient)
    {
        using var scope = NewDisposeScope();
        Tensor gradient = GradientAfter(Last);
        gradient.copy_(outputGradient);
        if (Rounds)
        {
            buffers.Rounded((int)gradient.shape[0]).copy_(gradient);
        }
        Tensor total = gradient.sum(dim: 0);
        var gradients = new Tensor[blocks.Length][];
        for (int layer = Last; layer >= 0; layer--)
        {
            (gradients[layer], total) = RunBack(layer, total);
        }
        Tensor input = buffers.Gradient().to(T.DType, copy: true);
        return [.. gradients.SelectMany(of => of).Prepend(input).Select(found => found.MoveToOuterDisposeScope())];
    }

    public override bool IsDisposed => buffers.IsDisposed;

    public override void Dispose()
    {
        foreach (RowWeights weights in _rows)
        {
            weights.Dispose();
        }
        buffers.Dispose();
    }

    private void Run(Tensor x, Tensor output)
    {
        using var scope = NewDisposeScope();
        Tensor stream = buffers.Stream(0);
        stream.copy_(x);
        ResidualNorm.Forward<T>(
            stream, branch: null, bias: null, stream, _rows[0].Norm1, buffers.Normalized(shape.Rows), buffers.Statistics(0));
        for (int layer = 0; layer < Last; layer++)
        {
            using var layerScope = NewDisposeScope();
            RunToMlp(layer);
            Tensor middle = buffers.Middle(layer, shape.Rows);
            Tensor branch =
                Product(buffers.Activated(layer, shape.Rows), blocks[layer].Contract, packs?.Forward?[layer].Contract, buffers.Branch(shape.Rows));
            ResidualNorm.Forward<T>(
                middle, branch, _rows[layer].ContractBias, buffers.Stream(layer + 1), _rows[layer + 1].Norm1, buffers.Normalized(shape.Rows),
                buffers.Statistics(layer + 1));
        }
        RunToMlp(Last);
        int outputs = shape.RowsAfter(isLast: true);
        if (outputs > 0)
        {
            Tensor branch = Product(
                buffers.Activated(Last, outputs), blocks[Last].Contract, packs?.Forward?[Last].Contract, buffers.Branch(outputs));
            Tensor result = Rounds ? empty([outputs, shape.Width]) : output;
            ResidualNorm.Forward<T>(
                buffers.Middle(Last, outputs), branch, _rows[Last].ContractBias, result, _rows[Last].Norm2, normalized: null, statistics: null);
            if (Rounds)
            {
                output.copy_(result);
            }
        }
    }

    /// <summary>Whether branches have another type than the stream.</summary>
    private static bool Rounds => T.DType != ScalarType.Float32;

    /// <summary>x·Wᵀ, in the room.</summary>
    private Tensor Product(Tensor x, Tensor weight, PackedMatrix? packed, Tensor room) =>
        packed is null ? MatrixProduct.Forward(x, weight, room, order) : PackedProduct.Multiply(x, packed, room);

    /// <summary>The gradient of x, g·W, in the room.</summary>
    private static Tensor InputGradient(Tensor gradient, Tensor weight, PackedMatrix? packed, Tensor room) =>
        packed is null ? MatrixProduct.InputGradient(gradient, weight, room) : PackedProduct.Multiply(gradient, packed, room);

    /// <summary>The gradient of W, gᵀ·x, in the caller's dispose scope.</summary>
    private Tensor WeightGradient(Tensor gradient, Tensor x) =>
        packs is null ? MatrixProduct.WeightGradient(gradient, x) : PackedGradient.Multiply(gradient, x);

    /// <summary>From a block's normalized input to the activation in its MLP.</summary>
    private void RunToMlp(int layer)
    {
        using var scope = NewDisposeScope();
        BlockWeights weights = blocks[layer];
        PackedBlock? packed = packs?.Forward?[layer];
        bool isLast = layer == Last;
        int rows = shape.RowsAfter(isLast);
        Tensor attended = buffers.Attended(layer, rows);
        Tensor qkv = Product(buffers.Normalized(shape.Rows), weights.Qkv, packed?.Qkv, buffers.Qkv(layer));
        Attend(shape, layer, isLast, qkv, _rows[layer].QkNorms, attended);
        if (rows == 0)
        {
            return;
        }
        Tensor stream = buffers.Stream(layer), normalized = buffers.Normalized(rows);
        Tensor branch = Product(attended, weights.Projection, packed?.Projection, buffers.Branch(rows));
        if (rows < shape.Rows)
        {
            Tensor all = stream;
            stream = buffers.Compact(rows);
            Select(shape, all, stream);
        }
        ResidualNorm.Forward<T>(
            stream, branch, _rows[layer].ProjectionBias, buffers.Middle(layer, rows), _rows[layer].Norm2, normalized,
            buffers.MiddleStatistics(layer, rows));
        Tensor hidden = Product(normalized, weights.Expand, packed?.Expand, buffers.Hidden(layer, rows));
        FusedGelu.Forward<T>(hidden, _rows[layer].ExpandBias, buffers.Activated(layer, rows));
    }

    /// <summary>The gradient of a block's output, and after <see cref="RunBack"/> of its input: of the rows that have one.</summary>
    private Tensor GradientAfter(int layer) =>
        layer == Last && shape.Selects ? buffers.CompactGradient(shape.RowsAfter(isLast: true)) : buffers.Gradient();

    /// <summary>Takes the gradient of a block's output to its input.</summary>
    /// <param name="layer">The block.</param>
    /// <param name="total">The sum of the output's gradient over all rows.</param>
    /// <returns>The gradients of the block's weights, and the sum of its input's gradient, in the caller's dispose scope.</returns>
    private (Tensor[] Weights, Tensor Total) RunBack(int layer, Tensor total)
    {
        using var scope = NewDisposeScope();
        BlockWeights weights = blocks[layer];
        PackedBlock? packed = packs?.Backward?[layer];
        RowWeights small = _rows[layer];
        bool isLast = layer == Last;
        int all = shape.Rows, rows = shape.RowsAfter(isLast), width = shape.Width;
        Tensor stream = buffers.Stream(layer), statistics = buffers.Statistics(layer)!;
        if (recomputes)
        {
            ResidualNorm.Again<T>(stream, statistics, small.Norm1, buffers.Normalized(all));
            RunToMlp(layer);
        }
        Tensor gradient = GradientAfter(layer), rounded = Rounds ? buffers.Rounded(rows) : gradient;

        // The MLP.
        Tensor hidden = buffers.Hidden(layer, rows), activated = buffers.Activated(layer, rows), hiddenParts = buffers.Parts(rows, shape.Hidden);
        Tensor middle = buffers.Middle(layer, rows), middleStatistics = buffers.MiddleStatistics(layer, rows)!;
        Tensor normalized = buffers.Normalized(rows);
        Tensor hiddenGradient = InputGradient(rounded, weights.Contract, packed?.Contract, buffers.Wide(rows, shape.Hidden));
        FusedGelu.Backward<T>(hidden, small.ExpandBias, hiddenGradient, activated, hiddenParts);
        Tensor contract = WeightGradient(rounded, activated), expandBias = hiddenParts.sum(dim: 0);
        ResidualNorm.Again<T>(middle, middleStatistics, small.Norm2, normalized);
        Tensor expand = WeightGradient(hiddenGradient, normalized);
        Tensor branch = InputGradient(hiddenGradient, weights.Expand, packed?.Expand, buffers.Branch(rows));
        Tensor parts = buffers.Parts(rows, 3 * width);
        ResidualNorm.Backward<T>(branch, middle, middleStatistics, small.Norm2, gradient, Rounds ? rounded : null, parts);
        Tensor[] norm2 = Sums(parts);

        // The attention.
        Tensor attended = buffers.Attended(layer, rows), qkv = buffers.Qkv(layer), qkvGradient = buffers.Wide(all, 3 * width);
        Tensor projection = WeightGradient(rounded, attended);
        branch = InputGradient(rounded, weights.Projection, packed?.Projection, buffers.Branch(rows));
        Tensor qkNorms = AttendBack(qkv, small.QkNorms, branch, qkvGradient, isLast);
        if (rows < all)
        {
            Tensor wanted = gradient;
            gradient = buffers.Gradient();
            gradient.zero_();
            foreach ((Tensor part, Tensor whole) in shape.Sequences.Parts(wanted).Zip(shape.Sequences.Wanted(gradient)))
            {
                whole.copy_(part);
            }
            normalized = buffers.Normalized(all);
            parts = buffers.Parts(all, 3 * width);
        }
        ResidualNorm.Again<T>(stream, statistics, small.Norm1, normalized);
        Tensor product = WeightGradient(qkvGradient, normalized);
        branch = InputGradient(qkvGradient, weights.Qkv, packed?.Qkv, buffers.Branch(all));
        ResidualNorm.Backward<T>(branch, stream, statistics, small.Norm1, gradient, Rounds ? buffers.Rounded(all) : null, parts);
        Tensor[] norm1 = Sums(parts);

        Tensor[] found =
        [
            norm1[0], norm1[1], product, .. Enumerable.Range(0, small.QkNorms.Length).Select(i => qkNorms[i].clone()), projection, norm2[2],
            norm2[0], norm2[1], expand, expandBias, contract, total,
        ];
        return ([.. found.Select(gradient => gradient.to(T.DType).MoveToOuterDisposeScope())], norm1[2].MoveToOuterDisposeScope());
    }

    /// <summary>Takes the gradient of what the heads gave to that of their queries, keys and values.</summary>
    /// <returns>The gradients of the QK-norms, summed over the groups, in the caller's dispose scope.</returns>
    private Tensor AttendBack(Tensor qkv, Tensor[] norms, Tensor gradient, Tensor qkvGradient, bool isLast)
    {
        using var scope = NewDisposeScope();
        Tensor? sum = null;
        foreach ((SequenceGroup group, int row, int outputRow) in shape.Sequences.Places())
        {
            AttentionShape attention = shape.Attention(group, isLast);
            Tensor of = gradient.narrow(0, isLast ? outputRow : row, group.Sequences * attention.Queries);
            Tensor found = FusedAttention.Backward(
                qkv.narrow(0, row, group.Rows), norms, of, qkvGradient.narrow(0, row, group.Rows), attention);
            sum = sum is null ? found : sum.Plus(found);
        }
        return sum!.MoveToOuterDisposeScope();
    }

    /// <summary>The gradients of a norm's weight and bias, and the sum of the stream's, each of its own memory.</summary>
    private Tensor[] Sums(Tensor parts)
    {
        using Tensor sums = parts.view(-1, 3, shape.Width).sum(dim: 0);
        return [.. Enumerable.Range(0, 3).Select(i => sums[i].clone())];
    }
}
