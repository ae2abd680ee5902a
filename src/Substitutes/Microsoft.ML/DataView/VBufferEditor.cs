namespace Microsoft.ML.Data;

/// <summary>Makes editors, which give write access to a vector's arrays.</summary>
public static class VBufferEditor
{
    /// <summary>An editor for what the vector holds now.</summary>
    public static VBufferEditor<T> CreateFromBuffer<T>(ref VBuffer<T> destination) =>
        Create(ref destination, destination.Length, destination.GetValues().Length, destination.GetValues().Length, keepOldOnResize: true);

    /// <summary>An editor for a new vector, in the arrays of the given one where they are large enough.</summary>
    public static VBufferEditor<T> Create<T>(ref VBuffer<T> destination, int newLogicalLength, int? valuesCount = null, int? maxValuesCapacity = null,
        bool keepOldOnResize = false, bool requireIndicesOnDense = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(newLogicalLength);
        int count = valuesCount ?? newLogicalLength;
        if (count < 0 || count > newLogicalLength)
            throw new ArgumentOutOfRangeException(nameof(valuesCount), valuesCount, $"A vector of length {newLogicalLength} has between 0 and {newLogicalLength} items.");
        int capacity = maxValuesCapacity ?? newLogicalLength;
        if (capacity < count || capacity > newLogicalLength)
            throw new ArgumentOutOfRangeException(nameof(maxValuesCapacity), maxValuesCapacity, $"The capacity is between {count} and {newLogicalLength}.");

        var values = destination.ValuesArray;
        bool newValues = EnsureSize(ref values, count, capacity, keepOldOnResize);
        var indices = destination.IndicesArray;
        bool newIndices = (count < newLogicalLength || requireIndicesOnDense) && EnsureSize(ref indices, count, capacity, keepOldOnResize);
        return new VBufferEditor<T>(newLogicalLength, count, values, indices, requireIndicesOnDense, newValues, newIndices);
    }

    private static bool EnsureSize<T>(ref T[] array, int needed, int max, bool keepOld)
    {
        int current = array?.Length ?? 0;
        if (array is not null && current >= needed)
            return false;
        // Growing by doubling keeps repeated growth linear, without going beyond what can ever be used.
        int size = Math.Max(needed, (int)Math.Min(max, 2L * current));
        var grown = size == 0 ? [] : new T[size];
        if (keepOld && current > 0)
            array.CopyTo(grown, 0);
        array = grown;
        return true;
    }
}
