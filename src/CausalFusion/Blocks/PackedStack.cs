namespace CausalFusion.Blocks;

/// <summary>The matrices of all blocks as right sides of products, packed into one borrowed piece of memory.</summary>
internal sealed class PackedStack : IDisposable
{
    private readonly BufferPool _pool;
    private readonly List<PackedBlock> _blocks = [];
    private PassBuffer? _memory;

    /// <summary>Packs them, on all of the caller's threads.</summary>
    /// <param name="pool">Where the memory is borrowed.</param>
    /// <param name="blocks">The weights.</param>
    /// <param name="side">Of which products.</param>
    public PackedStack(BufferPool pool, BlockWeights[] blocks, PackedSide side)
    {
        _pool = pool;
        _memory = pool.Rent(blocks.Sum(block => PackedBlock.SizeOf(block, side)), halves: 0);
        try
        {
            long at = 0;
            foreach (BlockWeights block in blocks)
            {
                _blocks.Add(PackedBlock.Of(block, side, size =>
                {
                    at += size;
                    return _memory.Floats.narrow(0, at - size, size);
                }));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The matrices of a block.</summary>
    public PackedBlock this[int layer] => _blocks[layer];

    /// <summary>Frees them, and gives the memory back.</summary>
    public void Dispose()
    {
        _blocks.ForEach(block => block.Dispose());
        _blocks.Clear();
        if (Interlocked.Exchange(ref _memory, null) is { } memory)
        {
            _pool.Return(memory);
        }
    }
}
