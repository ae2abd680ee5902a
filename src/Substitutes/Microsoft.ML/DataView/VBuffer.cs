using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>
/// A vector, dense or sparse, over arrays that may be larger than it and that its next filler may reuse: whoever keeps a vector longer than
/// the row it came from copies it.
/// </summary>
public readonly partial struct VBuffer<T> : IEnumerable
{
    /// <summary>The logical length.</summary>
    public readonly int Length;

    private readonly T[] _values;
    private readonly int[] _indices;
    private readonly int _count;

    /// <summary>A dense vector over the array; the index array is only kept for reuse.</summary>
    public VBuffer(int length, T[] values, int[] indices = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if ((values?.Length ?? 0) < length)
            throw new ArgumentOutOfRangeException(nameof(values), $"A dense vector of length {length} needs as many values, and there are {values?.Length ?? 0}.");
        Length = length;
        _count = length;
        _values = values;
        _indices = indices;
    }

    /// <summary>A vector of which <paramref name="count"/> items are given, at increasing indices; dense where that is all of them.</summary>
    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (count < 0 || count > length)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"A vector of length {length} has between 0 and {length} items.");
        if ((values?.Length ?? 0) < count)
            throw new ArgumentOutOfRangeException(nameof(values), $"There are {values?.Length ?? 0} values for {count} items.");
        if (count < length && (indices?.Length ?? 0) < count)
            throw new ArgumentOutOfRangeException(nameof(indices), $"There are {indices?.Length ?? 0} indices for {count} items.");
        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    /// <summary>Whether every item is given, and no indices are.</summary>
    public bool IsDense => _count == Length;

    /// <summary>The items that are given: all where dense.</summary>
    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    /// <summary>The indices of the items given, increasing; empty where dense.</summary>
    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    internal T[] ValuesArray => _values;

    internal int[] IndicesArray => _indices;

    /// <summary>All values in order, including the defaults of items not given.</summary>
    public IEnumerable<T> DenseValues() => Items(all: true).Select(item => item.Value);

    /// <summary>The items given, or all of them, each with its index.</summary>
    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        if (IsDense)
        {
            for (int i = 0; i < Length; i++)
                yield return new(i, _values[i]);
        }
        else if (!all)
        {
            for (int i = 0; i < _count; i++)
                yield return new(_indices[i], _values[i]);
        }
        else
        {
            int next = 0;
            for (int i = 0; i < Length; i++)
            {
                bool given = next < _count && _indices[next] == i;
                yield return new(i, given ? _values[next++] : default);
            }
        }
    }

    public T GetItemOrDefault(int index)
    {
        if (index < 0 || index >= Length)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The vector has length {Length}.");
        if (IsDense)
            return _values[index];
        int at = Array.BinarySearch(_indices, 0, _count, index);
        return at >= 0 ? _values[at] : default;
    }

    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    /// <summary>All values in order, as <see cref="DenseValues"/>.</summary>
    public IEnumerator GetEnumerator() => DenseValues().GetEnumerator();

    public override string ToString() => IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";
}
