namespace Microsoft.ML.Transforms;

/// <inheritdoc/>
internal sealed class KeyVocabulary<T> : KeyVocabulary
{
    private readonly T[] _values;
    private readonly Dictionary<T, uint> _keys;

    /// <summary>A vocabulary of distinct values: the first is key 1.</summary>
    public KeyVocabulary(PrimitiveDataViewType itemType, T[] values, IEqualityComparer<T> comparer) : base(itemType)
    {
        _values = values;
        _keys = new Dictionary<T, uint>(values.Length, comparer);
        for (uint i = 0; i < values.Length; i++)
            _keys.Add(values[i], i + 1);
    }

    public override int Count => _values.Length;

    public override Delegate MakeGetter(DataViewRow input, DataViewSchema.Column column) =>
        column.Type is VectorDataViewType ? VectorGetter(input.GetGetter<VBuffer<T>>(column)) : ScalarGetter(input.GetGetter<T>(column));

    public override void AddKeyValues(DataViewSchema.Annotations.Builder annotations, bool asText)
    {
        if (Count == 0)
            return;
        if (!asText || ItemType is TextDataViewType)
        {
            Add(annotations, ItemType, _values);
        }
        else
        {
            var plain = ItemType is KeyDataViewType ? ColumnTypes.NumberOrOther(typeof(T)) : ItemType;
            var convert = (Func<T, ReadOnlyMemory<char>>)StandardConversions.Find(plain, TextDataViewType.Instance);
            Add(annotations, TextDataViewType.Instance, [.. _values.Select(convert)]);
        }
    }

    public override void Save(BinaryWriter writer)
    {
        writer.Write((byte)SchemaValue.CodeOf(typeof(T)));
        writer.Write((ItemType as KeyDataViewType)?.Count ?? 0);
        writer.Write(_values.Length);
        foreach (var value in _values)
            SchemaValue.WriteItem(writer, value);
    }

    private static void Add<TValue>(DataViewSchema.Annotations.Builder annotations, PrimitiveDataViewType type, TValue[] values) =>
        annotations.Add<VBuffer<TValue>>(AnnotationKinds.KeyValues, new VectorDataViewType(type, values.Length),
            (ref VBuffer<TValue> destination) => VBuffer<TValue>.Copy(values, 0, ref destination, values.Length));

    private ValueGetter<uint> ScalarGetter(ValueGetter<T> getSource)
    {
        T source = default;
        return (ref uint key) =>
        {
            getSource(ref source);
            key = _keys.GetValueOrDefault(source);
        };
    }

    private ValueGetter<VBuffer<uint>> VectorGetter(ValueGetter<VBuffer<T>> getSource)
    {
        // What a sparse vector leaves out may be a value like any other, zero for numbers.
        bool keepsSparse = default(T) is null || _keys.GetValueOrDefault(default) == 0;
        VBuffer<T> source = default, dense = default;
        return (ref VBuffer<uint> destination) =>
        {
            getSource(ref source);
            bool densify = !source.IsDense && !keepsSparse;
            if (densify)
                source.CopyToDense(ref dense);
            ref readonly var from = ref densify ? ref dense : ref source;
            var values = from.GetValues();
            var editor = VBufferEditor.Create(ref destination, from.Length, values.Length);
            for (int i = 0; i < values.Length; i++)
                editor.Values[i] = _keys.GetValueOrDefault(values[i]);
            if (!from.IsDense)
                from.GetIndices().CopyTo(editor.Indices);
            destination = editor.Commit();
        };
    }
}
