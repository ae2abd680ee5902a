using CausalFusion.Attention;
using CausalFusion.Kernels;
using CausalFusion.Threading;
using static TorchSharp.torch;

namespace CausalFusion.Blocks;

/// <summary>
/// A pass of a batch through a stack of blocks without gradients, shared out among <see cref="ComputeLanes"/>. Every sequence gives the same to the
/// last bit, whatever others are beside it and on any number of threads.
/// </summary>
internal sealed class InferencePass
{
    // Rows of a part whose products are packed: few enough that at usual widths most between its first block and its last stays in a core's own
    // cache, and enough that a panel of weights, once read, is used for long.
    private const int PartRows = 256;

    // Operations of a product that are worth waking other threads.
    private const double SharedProduct = 2e7;

    private readonly BufferPool _pool;
    private readonly StackShape _shape;
    private readonly BlockWeights[] _blocks;
    private readonly ScalarType _type;
    private readonly HeldWeights _held;
    private readonly ProductOrder _order;
    private readonly bool _packs;

    /// <param name="pool">Where memory is borrowed.</param>
    /// <param name="shape">The sizes of the whole batch.</param>
    /// <param name="blocks">The weights.</param>
    /// <param name="type">Their type and the tokens'.</param>
    /// <param name="held">What is made of the weights for several passes.</param>
    public InferencePass(BufferPool pool, StackShape shape, BlockWeights[] blocks, ScalarType type, HeldWeights held)
    {
        (_pool, _shape, _blocks, _type, _held) = (pool, shape, blocks, type, held);
        _order = shape.Sequences.AreSingleTokens ? ProductOrder.FewRows : ProductOrder.Exact;
        _packs = _order == ProductOrder.Exact && shape.Sequences.HoldsWeights && PackedBlock.IsWanted(blocks);
        Lanes = FindLanes();
    }

    /// <summary>On how many lanes it runs, and how many threads each has.</summary>
    public (int Count, int Threads) Lanes { get; }

    /// <summary>
    /// Whether a pass that says <see cref="SequencePass.HoldsWeights"/> gives the same to the last bit on one thread as on all.
    /// </summary>
    /// <param name="blocks">The weights.</param>
    public static bool IsSameOnOneThread(BlockWeights[] blocks) =>
        PackedBlock.IsWanted(blocks) || MatrixProduct.IsSameOn(1, blocks[0].Qkv.dtype, blocks[0].Products);

    /// <summary>Runs the blocks.</summary>
    /// <param name="x">Tokens, (R, D).</param>
    /// <returns>The tokens whose output is wanted, (R', D), of the same type, in the caller's dispose scope.</returns>
    public Tensor Run(Tensor x)
    {
        Tensor output = empty([_shape.Sequences.OutputRows, _shape.Width], dtype: _type);
        using IDisposable hold = _held.Hold();
        (IReadOnlyList<PackedBlock>? packed, IDisposable? use) = _packs ? _held.Pack(_blocks) : default;
        using IDisposable? used = use;
        Part[] parts = [.. Cut()];
        MakeRoom(parts.MaxBy(part => part.Sequences.Rows)!.Sequences);
        int next = -1;
        ComputeLanes.Run(Lanes.Count, Lanes.Threads, _ =>
        {
            // Without it, every view of memory is entered into the books of gradients: a good part of a small pass.
            using var inference = inference_mode();
            for (int i; (i = Interlocked.Increment(ref next)) < parts.Length;)
            {
                using var scope = NewDisposeScope();
                (SequencePass sequences, int row, int outputRow) = parts[i];
                using StackPass pass = StackPass.Begin(_pool, _shape with { Sequences = sequences }, _blocks, _type, _order, packed);
                pass.Forward(x.narrow(0, row, sequences.Rows), output.narrow(0, outputRow, sequences.OutputRows));
            }
        });
        return output;
    }

    /// <summary>Has memory made for every lane on the caller's thread, where it is freed, too; lanes borrow it.</summary>
    private void MakeRoom(SequencePass largest)
    {
        StackShape shape = _shape with { Sequences = largest };
        var rooms = new List<StackBuffers>();
        try
        {
            for (int lane = 0; lane < Lanes.Count; lane++)
            {
                rooms.Add(new StackBuffers(_pool, shape, _blocks.Length, _type, isTraining: false, recomputes: false));
            }
        }
        finally
        {
            rooms.ForEach(room => room.Dispose());
        }
    }

    private IEnumerable<Part> Cut()
    {
        SequencePass all = _shape.Sequences;
        int parts = _packs ? Math.Clamp(all.Rows / PartRows, Lanes.Count, all.Sequences) : Lanes.Count, row = 0, outputRow = 0;
        foreach (SequencePass sequences in all.Cut(parts))
        {
            yield return new Part(sequences, row, outputRow);
            row += sequences.Rows;
            outputRow += sequences.OutputRows;
        }
    }

    private (int Count, int Threads) FindLanes()
    {
        int all = ThreadBudget.Threads, lanes = _shape.LanesWorthIt(_blocks.Length);
        int threads = lanes > 1 ? ComputeLanes.ThreadsOf(lanes)
            : _shape.Operations(_blocks.Length) < SharedProduct * 4 * _blocks.Length ? 1
            : all;
        bool isSame = _packs || (_order == ProductOrder.Exact && MatrixProduct.IsSameOn(threads, _type, _blocks[0].Products));
        return isSame ? (lanes, threads) : (1, all);
    }

    private sealed record Part(SequencePass Sequences, int Row, int OutputRow);
}
