namespace Microsoft.ML.Transforms;

/// <inheritdoc/>
internal sealed class KeyVocabularyBuilder<T> : KeyVocabularyBuilder
{
    private readonly List<T> _values = [];
    private readonly HashSet<T> _seen;
    private readonly bool _isKey;

    public KeyVocabularyBuilder(PrimitiveDataViewType itemType, int limit) : base(itemType, limit)
    {
        _seen = new HashSet<T>(Equality);
        _isKey = itemType is KeyDataViewType;
    }

    public int Count => _values.Count;

    private static IEqualityComparer<T> Equality =>
        typeof(T) == typeof(ReadOnlyMemory<char>) ? (IEqualityComparer<T>)(object)TextComparer.Instance : EqualityComparer<T>.Default;

    public void Add(T value)
    {
        if (_values.Count >= Limit || IsMissing(value) || _seen.Contains(value))
            return;
        // Text may lie in memory that its source will write over.
        var own = value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value;
        _seen.Add(own);
        _values.Add(own);
    }

    public override Func<bool> MakeAdder(DataViewRow input, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
        {
            var getVector = input.GetGetter<VBuffer<T>>(column);
            VBuffer<T> vector = default;
            return () =>
            {
                getVector(ref vector);
                foreach (var value in vector.DenseValues())
                    Add(value);
                return _values.Count < Limit;
            };
        }
        var getScalar = input.GetGetter<T>(column);
        T scalar = default;
        return () =>
        {
            getScalar(ref scalar);
            Add(scalar);
            return _values.Count < Limit;
        };
    }

    public override KeyVocabulary Finish(bool sorted) => Build(sorted);

    public KeyVocabulary<T> Build(bool sorted)
    {
        var values = _values.ToArray();
        if (sorted)
            Array.Sort(values, typeof(T) == typeof(ReadOnlyMemory<char>) ? (IComparer<T>)(object)TextComparer.Instance : Comparer<T>.Default);
        return new KeyVocabulary<T>(ItemType, values, Equality);
    }

    private bool IsMissing(T value) => value switch
    {
        ReadOnlyMemory<char> text => text.IsEmpty,
        float number => float.IsNaN(number),
        double number => double.IsNaN(number),
        _ => _isKey && EqualityComparer<T>.Default.Equals(value, default),
    };
}
