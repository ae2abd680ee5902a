using CausalFusion.Attention;
using CausalFusion.Native;
using CausalFusion.Threading;
using static TorchSharp.torch;

namespace CausalFusion.Blocks;

/// <summary>
/// A pass of a batch through a stack of blocks that is run back, too: its sequences are shared out among <see cref="ComputeLanes"/>, each of which
/// runs its own through all blocks. The same pass on as many threads is always shared out in the same way, and gradients are summed in the lanes'
/// order.
/// </summary>
internal sealed class BatchPass : IDisposable
{
    private readonly StackShape _shape;
    private readonly ScalarType _type;
    private readonly Lane[] _lanes;
    private readonly int _threads;
    private readonly TrainingPacks? _packs;

    /// <summary>Begins a pass.</summary>
    /// <param name="pool">Where memory is borrowed.</param>
    /// <param name="packPool">Where that for packed weights is.</param>
    /// <param name="shape">The sizes of the whole batch.</param>
    /// <param name="blocks">The weights, which must not change before the backward pass.</param>
    /// <param name="type">Their type and the tokens'.</param>
    /// <param name="recomputes">Whether the backward pass computes each block once more from its input.</param>
    public BatchPass(BufferPool pool, BufferPool packPool, StackShape shape, BlockWeights[] blocks, ScalarType type, bool recomputes)
    {
        _shape = shape;
        _type = type;
        _packs = TrainingPacks.IsWanted(blocks, shape.Rows) ? new TrainingPacks(packPool, blocks, recomputes) : null;
        var lanes = new List<Lane>();
        try
        {
            int row = 0, outputRow = 0;
            (int count, _threads) = LanesFor(shape, blocks.Length);
            foreach (SequencePass part in shape.Sequences.Cut(count))
            {
                var pass = StackPass.Begin(
                    pool, shape with { Sequences = part }, blocks, type, recomputes, _packs);
                lanes.Add(new Lane(pass, row, part.Rows, outputRow, part.OutputRows));
                row += part.Rows;
                outputRow += part.OutputRows;
            }
        }
        catch
        {
            lanes.ForEach(lane => lane.Pass.Dispose());
            throw;
        }
        _lanes = [.. lanes];
    }

    /// <summary>On how many lanes it runs, and how many threads each has.</summary>
    public (int Count, int Threads) Lanes => (_lanes.Length, _threads);

    /// <summary>Whether the memory was given back.</summary>
    public bool IsDisposed => _lanes[0].Pass.IsDisposed;

    /// <summary>Runs the blocks.</summary>
    /// <param name="x">Tokens, (R, D).</param>
    /// <returns>The tokens whose output is wanted, (R', D), of the same type, in the caller's dispose scope.</returns>
    public Tensor Forward(Tensor x)
    {
        Tensor output = empty([_shape.Sequences.OutputRows, _shape.Width], dtype: _type);
        using TrainingPacks? packs = _packs; // they are freed, and can begin again
        packs?.BeginForward();
        ComputeLanes.Run(_lanes.Length, _threads, i =>
        {
            Lane lane = _lanes[i];
            lane.Pass.Forward(x.narrow(0, lane.Row, lane.Rows), output.narrow(0, lane.OutputRow, lane.Outputs));
        });
        return output;
    }

    /// <summary>Runs them back.</summary>
    /// <param name="outputGradient">The gradient of what <see cref="Forward"/> gave.</param>
    /// <returns>The gradient of the tokens, then those of all weights, block by block, in the caller's dispose scope.</returns>
    public List<Tensor> Backward(Tensor outputGradient)
    {
        using var scope = NewDisposeScope();
        var found = new Tensor[_lanes.Length][];
        using TrainingPacks? packs = _packs;
        try
        {
            packs?.BeginBackward();
            ComputeLanes.Run(_lanes.Length, _threads, i =>
            {
                Lane lane = _lanes[i];
                List<Tensor> own = lane.Pass.Backward(outputGradient.narrow(0, lane.OutputRow, lane.Outputs));
                found[i] = [.. own.Select(gradient => gradient.DetachFromDisposeScope())];
            });
            var all = new List<Tensor> { found.Length == 1 ? found[0][0].alias() : cat([.. found.Select(of => of[0])], 0) };
            for (int i = 1; i < found[0].Length; i++)
            {
                all.Add(Sum([.. found.Select(of => of[i])]));
            }
            return [.. all.Select(gradient => gradient.MoveToOuterDisposeScope())];
        }
        finally
        {
            foreach (Tensor gradient in found.Where(of => of is not null).SelectMany(of => of))
            {
                gradient.Dispose();
            }
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        foreach (Lane lane in _lanes)
        {
            lane.Pass.Dispose();
        }
    }

    /// <summary>On how many lanes with how many threads each: at most one lane for each sequence, and so that each is worth it.</summary>
    private static (int Lanes, int Threads) LanesFor(StackShape shape, int layers)
    {
        int all = ThreadBudget.Threads, lanes = shape.LanesWorthIt(layers);
        if (shape.Sequences.Groups.Any(group => group.Outputs == 0))
        {
            return (1, all);
        }
        // The gradients that a lane makes are to take no more memory than what it keeps for them: about 12·D² values, and 11·D for each row.
        lanes = Math.Clamp(shape.Rows / shape.Width, 1, lanes);
        return lanes == 1 ? (1, all) : (lanes, ComputeLanes.ThreadsOf(lanes));
    }

    /// <summary>The sum of what the lanes found, taken in float32, in the caller's dispose scope.</summary>
    private static Tensor Sum(Tensor[] parts)
    {
        if (parts.Length == 1)
        {
            return parts[0].alias();
        }
        using var scope = NewDisposeScope();
        Tensor sum = parts[0].dtype == ScalarType.Float32 ? parts[0].alias() : parts[0].to(ScalarType.Float32);
        foreach (Tensor part in parts.Skip(1))
        {
            sum.PlusInPlace(part);
        }
        return sum.to(parts[0].dtype).MoveToOuterDisposeScope();
    }

    private sealed record Lane(StackPass Pass, int Row, int Rows, int OutputRow, int Outputs);
}
