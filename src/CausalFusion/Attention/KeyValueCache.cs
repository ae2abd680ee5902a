using static TorchSharp.torch;

namespace CausalFusion.Attention;

/// <summary>
/// Keys and values of the finished tokens of a batch, one pair of buffers for each block. A pass writes its own keys behind the cached ones and
/// attends to both; they stay only when the pass is committed, so every diffusion step of an AR step reuses the same room.
/// </summary>
internal sealed class KeyValueCache : IDisposable
{
    private readonly Tensor[] _keys, _values;
    private readonly KeyValueCache? _whole;
    private int _length;

    /// <param name="layers">Number of blocks.</param>
    /// <param name="heads">Number of attention heads.</param>
    /// <param name="headDimension">Width of a head.</param>
    /// <param name="batch">Number of sequences.</param>
    /// <param name="capacity">Most tokens that a sequence can have, those of a pass in progress included.</param>
    /// <param name="device">Where the network runs.</param>
    /// <param name="dtype">The number type of the network's keys and values.</param>
    public KeyValueCache(
        int layers, int heads, int headDimension, int batch, int capacity, Device device, ScalarType dtype = ScalarType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = capacity;
        _keys = new Tensor[layers];
        _values = new Tensor[layers];
        for (int i = 0; i < layers; i++)
        {
            _keys[i] = empty([batch, heads, capacity, headDimension], dtype, device).DetachFromDisposeScope();
            _values[i] = empty([batch, heads, capacity, headDimension], dtype, device).DetachFromDisposeScope();
        }
    }

    private KeyValueCache(KeyValueCache whole, int sequences)
    {
        _whole = whole;
        Capacity = whole.Capacity;
        _keys = [.. whole._keys.Select(keys => keys.narrow(0, 0, sequences).DetachFromDisposeScope())];
        _values = [.. whole._values.Select(values => values.narrow(0, 0, sequences).DetachFromDisposeScope())];
    }

    /// <summary>Number of cached tokens.</summary>
    public int Length => _whole?.Length ?? _length;

    /// <summary>Most tokens that a sequence can have.</summary>
    public int Capacity { get; }

    /// <summary>Where the buffers are.</summary>
    public Device Device => _keys[0].device;

    /// <summary>Number of sequences.</summary>
    public int Sequences => (int)_keys[0].shape[0];

    /// <summary>
    /// The first sequences of the batch, for passes that leave the others out: a view, which grows with this cache and cannot commit.
    /// </summary>
    /// <param name="count">Number of sequences, 1 to the batch's.</param>
    /// <returns>A cache over the same memory; the caller disposes it, before or after this one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many sequences.</exception>
    public KeyValueCache FirstSequences(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _keys[0].shape[0]);
        return new KeyValueCache(this, count);
    }

    /// <summary>A cache of other sequences whose tokens so far are those of these.</summary>
    /// <param name="sequences">For each of its sequences the one of this cache that it begins as, int64, (N).</param>
    /// <param name="capacity">Most tokens that a sequence of it can have.</param>
    /// <returns>The cache; the caller owns it.</returns>
    public KeyValueCache Spread(Tensor sequences, int capacity)
    {
        using var scope = NewDisposeScope();
        long heads = _keys[0].shape[1], width = _keys[0].shape[3];
        var spread = new KeyValueCache(
            _keys.Length, (int)heads, (int)width, (int)sequences.shape[0], capacity, _keys[0].device, _keys[0].dtype);
        foreach ((Tensor from, Tensor to) in _keys.Zip(spread._keys).Concat(_values.Zip(spread._values)))
        {
            to.narrow(2, 0, Length).copy_(from.narrow(2, 0, Length).index_select(0, sequences));
        }
        spread.Commit(Length);
        return spread;
    }

    /// <summary>Writes the keys and values of a pass behind the cached ones.</summary>
    /// <param name="layer">The block, from 0.</param>
    /// <param name="keys">Shape (N, H, T, d).</param>
    /// <param name="values">Shape (N, H, T, d).</param>
    /// <returns>Views of all keys and values so far, shape (N, H, Length + T, d), in the caller's dispose scope.</returns>
    /// <exception cref="InvalidOperationException">They do not fit.</exception>
    /// <exception cref="ArgumentException">They are of another number type than the cache.</exception>
    public (Tensor Keys, Tensor Values) Extend(int layer, Tensor keys, Tensor values)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        long count = keys.shape[2];
        RequireRoom(count);
        if (keys.dtype != _keys[layer].dtype || values.dtype != _values[layer].dtype)
        {
            throw new ArgumentException(
                $"The key/value cache holds {_keys[layer].dtype}; the keys are {keys.dtype} and the values {values.dtype}.", nameof(keys));
        }
        using (Tensor place = _keys[layer].narrow(2, Length, count))
        {
            place.copy_(keys);
        }
        using (Tensor place = _values[layer].narrow(2, Length, count))
        {
            place.copy_(values);
        }
        return (_keys[layer].narrow(2, 0, Length + count), _values[layer].narrow(2, 0, Length + count));
    }

    /// <summary>The whole buffers of one block, for a kernel that writes a pass's own keys and values itself.</summary>
    /// <param name="layer">The block, from 0.</param>
    /// <param name="count">Number of tokens of the pass.</param>
    /// <returns>Keys and values, shape (N, H, <see cref="Capacity"/>, d), contiguous; the cache owns them.</returns>
    /// <exception cref="InvalidOperationException">The pass does not fit.</exception>
    internal (Tensor Keys, Tensor Values) Buffers(int layer, int count)
    {
        RequireRoom(count);
        return (_keys[layer], _values[layer]);
    }

    /// <summary>Keeps the tokens of the pass that was just run.</summary>
    /// <param name="count">How many tokens it had.</param>
    /// <exception cref="InvalidOperationException">This is a view of some sequences.</exception>
    public void Commit(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Capacity - Length);
        if (_whole is not null)
        {
            throw new InvalidOperationException("Tokens cannot be kept for some sequences of a key/value cache alone; commit to the whole one.");
        }
        _length += count;
    }

    private void RequireRoom(long count)
    {
        if (Length + count > Capacity)
        {
            throw new InvalidOperationException($"The key/value cache holds {Capacity} tokens; {Length} are in it and {count} more do not fit.");
        }
    }

    /// <summary>Frees the buffers.</summary>
    public void Dispose()
    {
        foreach (Tensor buffer in _keys.Concat(_values))
        {
            buffer.Dispose();
        }
    }
}
