using System.Collections;

namespace Microsoft.Data.Analysis;

/// <summary>A column of numbers, truth values, characters or times.</summary>
public partial class PrimitiveDataFrameColumn<T> : DataFrameColumn, IEnumerable<T?>
    where T : unmanaged
{
    private readonly List<T?> _values;

    /// <summary>A column of so many nulls.</summary>
    public PrimitiveDataFrameColumn(string name, long length = 0) : base(name, length, typeof(T)) =>
        _values = [.. Enumerable.Repeat<T?>(null, checked((int)length))];

    public PrimitiveDataFrameColumn(string name, IEnumerable<T> values) : this(name, Given(values).Select(value => (T?)value))
    {
    }

    public PrimitiveDataFrameColumn(string name, IEnumerable<T?> values) : base(name, 0, typeof(T))
    {
        _values = [.. Given(values)];
        Length = _values.Count;
    }

    public override long NullCount => _values.Count(value => value is null);

    public new T? this[long rowIndex]
    {
        get => GetTypedValue(rowIndex);
        set => _values[Checked(rowIndex)] = value;
    }

    public new IReadOnlyList<T?> this[long startIndex, int length] => _values.GetRange(Checked(startIndex, length), length);

    public void Append(T? value) => AppendMany(value, 1);

    public void AppendMany(T? value, long count)
    {
        _values.AddRange(Enumerable.Repeat(value, checked((int)count)));
        Length = _values.Count;
    }

    public IEnumerator<T?> GetEnumerator() => _values.GetEnumerator();

    public override bool IsValid(long index) => _values[Checked(index)] is not null;

    public override bool IsNumericColumn() => ColumnMath<T>.OrNull is not null;

    /// <inheritdoc cref="DataFrameColumn.Clone(long)"/>
    public new PrimitiveDataFrameColumn<T> Clone(long numberOfNullsToAppend = 0) => Clone((DataFrameColumn)null, false, numberOfNullsToAppend);

    /// <inheritdoc cref="DataFrameColumn.Clone(DataFrameColumn, bool, long)"/>
    public new PrimitiveDataFrameColumn<T> Clone(DataFrameColumn mapIndices, bool invertMapIndices = false, long numberOfNullsToAppend = 0)
    {
        var clone = Of(RowsOf(mapIndices, invertMapIndices).Select(row => row is { } index ? this[index] : null));
        clone.AppendMany(null, numberOfNullsToAppend);
        return clone;
    }

    public PrimitiveDataFrameColumn<T> Clone(PrimitiveDataFrameColumn<long> mapIndices, bool invertMapIndices = false) =>
        Clone((DataFrameColumn)mapIndices, invertMapIndices);

    public PrimitiveDataFrameColumn<T> Clone(PrimitiveDataFrameColumn<int> mapIndices, bool invertMapIndices = false) =>
        Clone((DataFrameColumn)mapIndices, invertMapIndices);

    public PrimitiveDataFrameColumn<T> Clone(IEnumerable<long> mapIndices) => Of(Given(mapIndices).Select(index => this[index]));

    public PrimitiveDataFrameColumn<T> Clone(IEnumerable<int> mapIndices) => Of(Given(mapIndices).Select(index => this[index]));

    /// <inheritdoc cref="DataFrameColumn.Sort"/>
    public new PrimitiveDataFrameColumn<T> Sort(bool ascending = true, bool putNullValuesLast = true) => Clone(GetSortIndices(ascending, putNullValuesLast));

    public PrimitiveDataFrameColumn<T> FillNulls(T value, bool inPlace = false) => Mapped(each => each ?? value, inPlace);

    /// <inheritdoc cref="DataFrameColumn.DropNulls"/>
    public new PrimitiveDataFrameColumn<T> DropNulls() => Of(_values.Where(value => value is not null));

    /// <summary>The values between two, both included.</summary>
    public PrimitiveDataFrameColumn<T> Filter(T min, T max) =>
        Of(_values.Where(value => value is { } given && Comparer<T>.Default.Compare(min, given) <= 0 && Comparer<T>.Default.Compare(given, max) <= 0));

    /// <summary>The values with those beyond two replaced by these.</summary>
    public PrimitiveDataFrameColumn<T> Clamp(T min, T max, bool inPlace = false) =>
        Mapped(value => value is not { } given ? null : Comparer<T>.Default.Compare(given, min) < 0 ? min : Comparer<T>.Default.Compare(given, max) > 0 ? max : given, inPlace);

    /// <summary>What a function makes of each value that is not null.</summary>
    public PrimitiveDataFrameColumn<T> Apply(Func<T, T> func, bool inPlace = false) => Mapped(value => value is { } given ? func(given) : null, inPlace);

    /// <summary>What a function makes of each value and null.</summary>
    public PrimitiveDataFrameColumn<TResult> Apply<TResult>(Func<T?, TResult?> func)
        where TResult : unmanaged => new("Result", _values.Select(func));

    /// <summary>Replaces each value and null by what a function makes of it and its row's number.</summary>
    public void ApplyElementwise(Func<T?, long, T?> func)
    {
        for (int i = 0; i < _values.Count; i++)
            _values[i] = func(_values[i], i);
    }

    public override GroupBy GroupBy(int columnIndex, DataFrame parent) =>
        new GroupBy<T>(parent, columnIndex, GroupColumnValues<T>(out _));

    public override Dictionary<TKey, ICollection<long>> GroupColumnValues<TKey>(out HashSet<long> nullIndices)
    {
        if (typeof(TKey) != typeof(T))
            throw new NotSupportedException($"The values of column '{Name}' are of type {DataType}, and not {typeof(TKey)}.");
        return (Dictionary<TKey, ICollection<long>>)(object)RowGroups.Of(_values, out nullIndices);
    }

    public override Dictionary<long, ICollection<long>> GetGroupedOccurrences(DataFrameColumn other, out HashSet<long> otherColumnNullIndices) =>
        GetGroupedOccurrences<T>(other, out otherColumnNullIndices);

    public override DataFrame ValueCounts()
    {
        var groups = GroupColumnValues<T>(out _);
        return new DataFrame(new PrimitiveDataFrameColumn<T>("Values", groups.Keys), new PrimitiveDataFrameColumn<long>("Counts", groups.Values.Select(rows => (long)rows.Count)));
    }

    /// <summary>A column of this column's own type.</summary>
    protected virtual PrimitiveDataFrameColumn<T> CreateNewColumn(string name, long length = 0) => new(name, length);

    protected T? GetTypedValue(long rowIndex) => _values[Checked(rowIndex)];

    protected internal override PrimitiveDataFrameColumn<long> GetSortIndices(bool ascending = true, bool putNullValuesLast = true) =>
        SortIndices(row => this[row].Value, Comparer<T>.Default, ascending, putNullValuesLast);

    protected internal override void Resize(long length)
    {
        if (length < Length)
            throw new ArgumentException($"Column '{Name}' of {Length} rows cannot be cut to {length}.", nameof(length));
        AppendMany(null, length - Length);
    }

    protected override object GetValue(long rowIndex) => this[rowIndex];

    protected override IReadOnlyList<object> GetValues(long startIndex, int length) => [.. this[startIndex, length].Select(value => (object)value)];

    protected override void SetValue(long rowIndex, object value) => this[rowIndex] = value switch
    {
        null => null,
        T given => given,
        _ => throw WrongType(value),
    };

    protected override IEnumerator GetEnumeratorCore() => GetEnumerator();

    protected override DataFrameColumn CloneImplementation(long numberOfNullsToAppend) => Clone(numberOfNullsToAppend);

    protected override DataFrameColumn CloneImplementation(DataFrameColumn mapIndices, bool invertMapIndices, long numberOfNullsToAppend) =>
        Clone(mapIndices, invertMapIndices, numberOfNullsToAppend);

    protected override DataFrameColumn FillNullsImplementation(object value, bool inPlace) => FillNulls(FromValue(value), inPlace);

    protected override DataFrameColumn FilterImplementation<U>(U min, U max) => Filter(FromValue(min), FromValue(max));

    protected override DataFrameColumn ClampImplementation<U>(U min, U max, bool inPlace) => Clamp(FromValue(min), FromValue(max), inPlace);

    protected override DataFrameColumn DropNullsImplementation() => DropNulls();

    private PrimitiveDataFrameColumn<T> Of(IEnumerable<T?> values)
    {
        var column = CreateNewColumn(Name);
        column._values.AddRange(values);
        column.Length = column._values.Count;
        return column;
    }

    private PrimitiveDataFrameColumn<T> Mapped(Func<T?, T?> map, bool inPlace)
    {
        var column = inPlace ? this : Clone();
        column.ApplyElementwise((value, _) => map(value));
        return column;
    }

    private static T FromValue(object value) => value is null
        ? throw new ArgumentNullException(nameof(value))
        : (T)Convert.ChangeType(value, typeof(T), System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<TValue> Given<TValue>(IEnumerable<TValue> values) => values ?? throw new ArgumentNullException(nameof(values));
}
