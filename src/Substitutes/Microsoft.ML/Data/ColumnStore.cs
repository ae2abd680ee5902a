namespace Microsoft.ML.Data;

/// <summary>Values of one column in memory, by row number, independent of the buffers that they came in.</summary>
internal abstract class ColumnStore
{
    /// <summary>Whether values of the type can be kept: those with an owner, such as images, cannot.</summary>
    internal static bool CanKeep(DataViewType type) => type is PrimitiveDataViewType or VectorDataViewType;

    internal static ColumnStore Of(DataViewType type) => (ColumnStore)Activator.CreateInstance(type is VectorDataViewType vector
        ? typeof(VectorStore<>).MakeGenericType(vector.ItemType.RawType)
        : typeof(ScalarStore<>).MakeGenericType(type.RawType));

    /// <summary>What puts the row's value of the column into a slot, which is the next new one or one of those before.</summary>
    internal abstract Action<int> Writer(DataViewRow row, DataViewSchema.Column column);

    /// <summary>A ValueGetter of the column's type for the slot that the function gives.</summary>
    internal abstract Delegate Getter(Func<int> slot);

    private sealed class ScalarStore<T> : ColumnStore
    {
        private readonly List<T> _values = [];

        internal override Action<int> Writer(DataViewRow row, DataViewSchema.Column column)
        {
            var get = row.GetGetter<T>(column);
            return slot =>
            {
                T value = default;
                get(ref value);
                if (slot == _values.Count)
                    _values.Add(value);
                else
                    _values[slot] = value;
            };
        }

        internal override Delegate Getter(Func<int> slot) => (ValueGetter<T>)((ref T value) => value = _values[slot()]);
    }

    private sealed class VectorStore<T> : ColumnStore
    {
        private readonly List<VBuffer<T>> _values = [];

        internal override Action<int> Writer(DataViewRow row, DataViewSchema.Column column)
        {
            var get = row.GetGetter<VBuffer<T>>(column);
            VBuffer<T> shared = default;
            return slot =>
            {
                get(ref shared);
                if (slot == _values.Count)
                    _values.Add(default);
                var own = _values[slot];
                shared.CopyTo(ref own);
                _values[slot] = own;
            };
        }

        internal override Delegate Getter(Func<int> slot) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[slot()].CopyTo(ref value));
    }
}
