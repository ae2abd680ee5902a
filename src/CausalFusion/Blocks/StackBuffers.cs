using CausalFusion.Threading;
using static TorchSharp.torch;

namespace CausalFusion.Blocks;

/// <summary>One borrowed piece of memory, cut into the matrices of a pass.</summary>
/// <remarks>
/// The matrices are views: in the caller's dispose scope where a backward pass follows; otherwise, as all blocks have the same, of these buffers,
/// until <see cref="DisposeViews"/>.
/// </remarks>
internal sealed class StackBuffers : IDisposable
{
    private readonly BufferPool _pool;
    private readonly StackShape _shape;
    private readonly ScalarType _type;
    private readonly Region _streams, _statistics, _qkv, _attended, _middles, _middleStatistics, _hidden;
    private readonly Region _normalized, _branch, _activated, _wide, _gradient, _compact, _compactGradient, _rounded, _parts;
    private readonly Dictionary<(Region Region, bool IsHalf, int Index, long Rows, long Width), Tensor>? _views;
    private PassBuffer? _memory;
    private long _floats, _halves;

    /// <param name="pool">Where the memory comes from and goes back to.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="layers">Number of blocks.</param>
    /// <param name="type">The type of what branches read and write; the residual stream is float32.</param>
    /// <param name="isTraining">Whether a backward pass follows.</param>
    /// <param name="recomputes">Whether blocks keep nothing for it but their input.</param>
    public StackBuffers(BufferPool pool, StackShape shape, int layers, ScalarType type, bool isTraining, bool recomputes)
    {
        _pool = pool;
        _shape = shape;
        _type = type;
        IsTraining = isTraining;
        _views = isTraining ? null : [];
        long rows = shape.Rows, width = shape.Width, hidden = shape.Hidden, wide = Math.Max(hidden, 3 * width);
        int streams = isTraining ? layers : 1, kept = isTraining && !recomputes ? layers : 1, training = isTraining ? 1 : 0;
        _streams = Floats(streams, rows * width);
        _statistics = Floats(streams * training, 2 * rows);
        _qkv = Values(kept, rows * 3 * width);
        _attended = Values(kept, rows * width);
        _middles = Floats(kept * training, rows * width);
        _middleStatistics = Floats(kept * training, 2 * rows);
        _hidden = Values(kept, rows * hidden);
        _normalized = Values(1, rows * width);
        _branch = Values(1, rows * width);
        _compact = Floats(shape.Selects ? 1 : 0, rows * width);
        _activated = Values(training, rows * hidden);
        _wide = Values(training, rows * wide);
        _gradient = Floats(training, rows * width);
        _compactGradient = Floats(shape.Selects ? training : 0, rows * width);
        _rounded = Values(type == ScalarType.Float32 ? 0 : training, rows * width);
        _parts = Floats(training, KernelThreads.RowBlocks(shape.Rows) * wide);
        _memory = pool.Rent(_floats, _halves);
    }

    /// <summary>Whether the memory was given back.</summary>
    public bool IsDisposed => _memory is null;

    /// <summary>Whether a backward pass follows.</summary>
    public bool IsTraining { get; }

    /// <summary>The memory, which is a pass's own until it is given back.</summary>
    private PassBuffer Memory => _memory ?? throw new ObjectDisposedException(nameof(StackBuffers));

    /// <summary>The residual stream before a block, float32, (R, D); the only one where nothing is kept.</summary>
    public Tensor Stream(int layer) => Floats(_streams, layer, _shape.Rows, _shape.Width);

    /// <summary>Mean and reciprocal deviation of its rows, (R, 2); null where no backward pass follows.</summary>
    public Tensor? Statistics(int layer) => _statistics.Count == 0 ? null : Floats(_statistics, layer, _shape.Rows, 2);

    /// <summary>Queries, keys and values, (R, 3·D).</summary>
    public Tensor Qkv(int layer) => Values(_qkv, layer, _shape.Rows, 3 * _shape.Width);

    /// <summary>What the heads gave, (R, D).</summary>
    public Tensor Attended(int layer, int rows) => Values(_attended, layer, rows, _shape.Width);

    /// <summary>The residual stream between attention and MLP, float32, (R, D); the stream itself where nothing is kept.</summary>
    public Tensor Middle(int layer, int rows) => _middles.Count == 0
        ? Floats(rows == _shape.Rows ? _streams : _compact, 0, rows, _shape.Width)
        : Floats(_middles, layer, rows, _shape.Width);

    /// <summary>Mean and reciprocal deviation of its rows, (R, 2); null where no backward pass follows.</summary>
    public Tensor? MiddleStatistics(int layer, int rows) => _middleStatistics.Count == 0 ? null : Floats(_middleStatistics, layer, rows, 2);

    /// <summary>What the MLP's first layer gave, without its bias, (R, H).</summary>
    public Tensor Hidden(int layer, int rows) => Values(_hidden, layer, rows, _shape.Hidden);

    /// <summary>The activation of it, (R, H); the same memory where no backward pass follows.</summary>
    public Tensor Activated(int layer, int rows) => _activated.Count == 0 ? Hidden(layer, rows) : Values(_activated, 0, rows, _shape.Hidden);

    /// <summary>What a norm gave, (R, D).</summary>
    public Tensor Normalized(int rows) => Values(_normalized, 0, rows, _shape.Width);

    /// <summary>What a branch gives, or its input's gradient, (R, D).</summary>
    public Tensor Branch(int rows) => Values(_branch, 0, rows, _shape.Width);

    /// <summary>The gradient of a branch's wide part, (R, W), W at most the larger of H and 3·D.</summary>
    public Tensor Wide(int rows, int width) => Values(_wide, 0, rows, width);

    /// <summary>The gradient of the residual stream, float32, (R, D).</summary>
    public Tensor Gradient() => Floats(_gradient, 0, _shape.Rows, _shape.Width);

    /// <summary>The residual stream of the tokens whose output is wanted alone, float32, (R', D).</summary>
    public Tensor Compact(int rows) => Floats(_compact, 0, rows, _shape.Width);

    /// <summary>Its gradient, float32, (R', D).</summary>
    public Tensor CompactGradient(int rows) => Floats(_compactGradient, 0, rows, _shape.Width);

    /// <summary>The gradient in the branches' type, (R, D).</summary>
    public Tensor Rounded(int rows) => Values(_rounded, 0, rows, _shape.Width);

    /// <summary>Sums over blocks of rows, float32.</summary>
    public Tensor Parts(int rows, int width) => Floats(_parts, 0, KernelThreads.RowBlocks(rows), width);

    /// <summary>Frees the views that are these buffers' own, on the thread that made them; further ones can be made.</summary>
    public void DisposeViews()
    {
        foreach (Tensor view in _views?.Values ?? Enumerable.Empty<Tensor>())
        {
            view.Dispose();
        }
        _views?.Clear();
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _memory, null) is { } memory)
        {
            _pool.Return(memory);
        }
    }

    private Region Floats(int count, long values) => Take(ref _floats, count, values);

    private Region Values(int count, long values) => _type == ScalarType.Float32 ? Floats(count, values) : Take(ref _halves, count, values);

    private static Region Take(ref long length, int count, long values)
    {
        long size = (values + 31) / 32 * 32; // each begins on a cache line
        var region = new Region(length, count, size);
        length += count * size;
        return region;
    }

    private Tensor Floats(Region region, int index, long rows, long width) => View(Memory.Floats, region, index, rows, width);

    private Tensor Values(Region region, int index, long rows, long width) =>
        View(_type == ScalarType.Float32 ? Memory.Floats : Memory.Halves, region, index, rows, width);

    private Tensor View(Tensor memory, Region region, int index, long rows, long width)
    {
        if (_views is null)
        {
            return View(memory, region.At(index), rows, width);
        }
        (Region, bool, int, long, long) key = (region, memory.dtype == ScalarType.BFloat16, Math.Min(index, region.Count - 1), rows, width);
        if (!_views.TryGetValue(key, out Tensor? view))
        {
            _views.Add(key, view = View(memory, region.At(index), rows, width).DetachFromDisposeScope());
        }
        return view;
    }

    private static Tensor View(Tensor memory, long start, long rows, long width) => memory.as_strided([rows, width], [width, 1], start);

    private readonly record struct Region(long Start, int Count, long Size)
    {
        public long At(int index) => Start + (Math.Min(index, Count - 1) * Size);
    }
}
