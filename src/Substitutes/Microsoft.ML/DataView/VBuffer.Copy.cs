namespace Microsoft.ML.Data;

public readonly partial struct VBuffer<T>
{
    /// <summary>A copy that shares nothing with this, in the destination's arrays where they are large enough.</summary>
    public void CopyTo(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        if (!IsDense)
            GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    /// <summary>A copy that is dense.</summary>
    public void CopyToDense(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    /// <summary>A copy of a range.</summary>
    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        if (sourceIndex < 0 || sourceIndex > Length)
            throw new ArgumentOutOfRangeException(nameof(sourceIndex), sourceIndex, $"The vector has length {Length}.");
        if (length < 0 || length > Length - sourceIndex)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"The vector has {Length - sourceIndex} items from {sourceIndex} on.");
        int from = IsDense ? sourceIndex : LowerBound(sourceIndex);
        int to = IsDense ? sourceIndex + length : LowerBound(sourceIndex + length);
        var editor = VBufferEditor.Create(ref destination, length, to - from);
        _values.AsSpan(from, to - from).CopyTo(editor.Values);
        if (to - from < length)
        {
            for (int i = from; i < to; i++)
                editor.Indices[i - from] = _indices[i] - sourceIndex;
        }
        destination = editor.Commit();
    }

    /// <summary>All values in order into the beginning of the span.</summary>
    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    /// <summary>All values in order into the span from an index on, with another default than the type's for items not given.</summary>
    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default)
    {
        if (destinationIndex < 0 || destinationIndex > destination.Length - Length)
            throw new ArgumentOutOfRangeException(nameof(destinationIndex), destinationIndex, $"{Length} values do not fit into {destination.Length} from there on.");
        var target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }
        target.Fill(defaultValue);
        for (int i = 0; i < _count; i++)
            target[_indices[i]] = _values[i];
    }

    /// <summary>A dense vector of a range of an array.</summary>
    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        if (length < 0 || length > (source?.Length ?? 0))
            throw new ArgumentOutOfRangeException(nameof(length), length, $"The source has {source?.Length ?? 0} items.");
        if (sourceIndex < 0 || sourceIndex > (source?.Length ?? 0) - length)
            throw new ArgumentOutOfRangeException(nameof(sourceIndex), sourceIndex, $"The source has {source?.Length ?? 0} items, of which {length} are wanted.");
        var editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    private int LowerBound(int index)
    {
        int at = Array.BinarySearch(_indices ?? [], 0, _count, index);
        return at >= 0 ? at : ~at;
    }
}
