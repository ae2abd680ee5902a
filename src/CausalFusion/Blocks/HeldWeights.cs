namespace CausalFusion.Blocks;

/// <summary>
/// What is made of a stack's weights once for many passes, while somebody says that they do not change: a generation, and at the least a pass for its
/// own time. It is freed after the last.
/// </summary>
internal sealed class HeldWeights
{
    private readonly Lock _lock = new();
    private readonly List<PackedBlock> _packed = [], _outdated = [];
    private int _holders;

    /// <summary>Begins to hold them, until what it gives is disposed.</summary>
    public IDisposable Hold()
    {
        lock (_lock)
        {
            _holders++;
            return new Holder(this);
        }
    }

    /// <summary>The packed matrices of the first blocks, for as long as the caller holds the weights.</summary>
    public IReadOnlyList<PackedBlock> Pack(BlockWeights[] blocks)
    {
        lock (_lock)
        {
            if (_holders == 0)
            {
                throw new InvalidOperationException("Weights are packed for those alone who hold them.");
            }
            foreach (BlockWeights block in blocks.Skip(_packed.Count))
            {
                _packed.Add(PackedBlock.Of(block));
            }
            return [.. _packed.Take(blocks.Length)];
        }
    }

    /// <summary>Says that the weights are about to change, whoever holds them.</summary>
    public void Outdate()
    {
        lock (_lock)
        {
            _outdated.AddRange(_packed);
            _packed.Clear();
        }
    }

    private void Release()
    {
        lock (_lock)
        {
            if (--_holders == 0)
            {
                Outdate();
                _outdated.ForEach(block => block.Dispose());
                _outdated.Clear();
            }
        }
    }

    private sealed class Holder(HeldWeights owner) : IDisposable
    {
        private HeldWeights? _owner = owner;

        public void Dispose() => Interlocked.Exchange(ref _owner, null)?.Release();
    }
}
