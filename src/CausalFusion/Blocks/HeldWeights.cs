namespace CausalFusion.Blocks;

/// <summary>
/// What is made of a stack's weights once for many passes, while somebody says that they do not change: a generation, and at the least a pass for its
/// own time. It is freed when nobody says so any longer and no pass uses it.
/// </summary>
internal sealed class HeldWeights
{
    private readonly Lock _lock = new();
    private PackedSet? _current;
    private int _holders;

    /// <summary>Begins to hold them, until what it gives is disposed.</summary>
    public IDisposable Hold()
    {
        lock (_lock)
        {
            _holders++;
            return new Release(EndHold);
        }
    }

    /// <summary>The packed matrices of the first blocks, for one pass of somebody who holds the weights.</summary>
    /// <returns>The matrices, and what the pass disposes when it has ended.</returns>
    public (IReadOnlyList<PackedBlock> Blocks, IDisposable Use) Pack(BlockWeights[] blocks)
    {
        lock (_lock)
        {
            if (_holders == 0)
            {
                throw new InvalidOperationException("Weights are packed for those alone who hold them.");
            }
            PackedSet set = _current ??= new PackedSet();
            foreach (BlockWeights block in blocks.Skip(set.Blocks.Count))
            {
                set.Blocks.Add(PackedBlock.Of(block));
            }
            set.Users++;
            return ([.. set.Blocks.Take(blocks.Length)], new Release(() => EndUse(set)));
        }
    }

    /// <summary>Forgets what was made, as the weights are being trained: the next pass makes it anew, whoever holds them.</summary>
    public void Outdate()
    {
        lock (_lock)
        {
            PackedSet? outdated = _current;
            _current = null;
            FreeIfUnused(outdated);
        }
    }

    private void EndHold()
    {
        lock (_lock)
        {
            if (--_holders == 0)
            {
                Outdate();
            }
        }
    }

    private void EndUse(PackedSet set)
    {
        lock (_lock)
        {
            set.Users--;
            FreeIfUnused(set);
        }
    }

    private void FreeIfUnused(PackedSet? set)
    {
        if (set is { Users: 0 } && set != _current)
        {
            set.Blocks.ForEach(block => block.Dispose());
            set.Blocks.Clear();
        }
    }

    private sealed class PackedSet
    {
        public List<PackedBlock> Blocks { get; } = [];

        public int Users { get; set; }
    }

    private sealed class Release(Action release) : IDisposable
    {
        private Action? _release = release;

        public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
    }
}
