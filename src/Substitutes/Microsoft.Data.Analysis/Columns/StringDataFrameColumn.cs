using System.Collections;

namespace Microsoft.Data.Analysis;

/// <summary>A column of texts.</summary>
public partial class StringDataFrameColumn : DataFrameColumn, IEnumerable<string>
{
    /// <summary>The most rows that a column can have.</summary>
    public static int MaxCapacity = Array.MaxLength;

    private readonly List<string> _values;

    /// <summary>A column of so many nulls.</summary>
    public StringDataFrameColumn(string name, long length = 0) : base(name, length, typeof(string)) =>
        _values = [.. Enumerable.Repeat<string>(null, checked((int)length))];

    public StringDataFrameColumn(string name, IEnumerable<string> values) : base(name, 0, typeof(string))
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = [.. values];
        Length = _values.Count;
    }

    public override long NullCount => _values.Count(value => value is null);

    public new string this[long rowIndex]
    {
        get => _values[Checked(rowIndex)];
        set => _values[Checked(rowIndex)] = value;
    }

    public new List<string> this[long startIndex, int length] => _values.GetRange(Checked(startIndex, length), length);

    public void Append(string value)
    {
        _values.Add(value);
        Length++;
    }

    public IEnumerator<string> GetEnumerator() => _values.GetEnumerator();

    /// <inheritdoc cref="DataFrameColumn.Clone(long)"/>
    public new StringDataFrameColumn Clone(long numberOfNullsToAppend = 0) => Clone(null, false, numberOfNullsToAppend);

    /// <inheritdoc cref="DataFrameColumn.Clone(DataFrameColumn, bool, long)"/>
    public new StringDataFrameColumn Clone(DataFrameColumn mapIndices, bool invertMapIndices, long numberOfNullsToAppend)
    {
        var clone = new StringDataFrameColumn(Name, RowsOf(mapIndices, invertMapIndices).Select(row => row is { } index ? this[index] : null));
        clone.Resize(clone.Length + numberOfNullsToAppend);
        return clone;
    }

    /// <inheritdoc cref="DataFrameColumn.Sort"/>
    public new StringDataFrameColumn Sort(bool ascending = true, bool putNullValuesLast = true) => Clone(GetSortIndices(ascending, putNullValuesLast), false, 0);

    public StringDataFrameColumn FillNulls(string value, bool inPlace = false)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Apply(each => each ?? value, inPlace);
    }

    /// <inheritdoc cref="DataFrameColumn.DropNulls"/>
    public new StringDataFrameColumn DropNulls() => new(Name, _values.Where(value => value is not null));

    /// <summary>What a function makes of each text and null.</summary>
    public StringDataFrameColumn Apply(Func<string, string> func, bool inPlace = false)
    {
        var column = inPlace ? this : Clone();
        for (int i = 0; i < column._values.Count; i++)
            column._values[i] = func(column._values[i]);
        return column;
    }

    public override GroupBy GroupBy(int columnIndex, DataFrame parent) => new GroupBy<string>(parent, columnIndex, RowGroups.Of(_values, out _));

    public override Dictionary<TKey, ICollection<long>> GroupColumnValues<TKey>(out HashSet<long> nullIndices)
    {
        if (typeof(TKey) != typeof(string))
            throw new NotSupportedException($"The values of column '{Name}' are of type {DataType}, and not {typeof(TKey)}.");
        return (Dictionary<TKey, ICollection<long>>)(object)RowGroups.Of(_values, out nullIndices);
    }

    public override Dictionary<long, ICollection<long>> GetGroupedOccurrences(DataFrameColumn other, out HashSet<long> otherColumnNullIndices) =>
        GetGroupedOccurrences<string>(other, out otherColumnNullIndices);

    public override DataFrame ValueCounts()
    {
        var groups = RowGroups.Of(_values, out _);
        return new DataFrame(new StringDataFrameColumn("Values", groups.Keys), new PrimitiveDataFrameColumn<long>("Counts", groups.Values.Select(rows => (long)rows.Count)));
    }

    /// <summary>Each text with that of another column behind it.</summary>
    public override DataFrameColumn Add(DataFrameColumn column, bool inPlace = false)
    {
        RequireSameLength(column);
        long row = 0;
        return Apply(text => text + column[row++], inPlace);
    }

    public override DataFrameColumn Add<T>(T value, bool inPlace = false) => value is DataFrameColumn column ? Add(column, inPlace) : Add(value?.ToString(), inPlace);

    /// <summary>Each text with another behind it.</summary>
    public StringDataFrameColumn Add(string value, bool inPlace = false) => Apply(text => text + value, inPlace);

    /// <summary>Each text with another before it.</summary>
    public static StringDataFrameColumn Add(string value, StringDataFrameColumn right) => Given(right).Apply(text => value + text);

    public static StringDataFrameColumn operator +(StringDataFrameColumn column, string value) => Given(column).Add(value);

    public static StringDataFrameColumn operator +(string value, StringDataFrameColumn column) => Add(value, column);

    public PrimitiveDataFrameColumn<bool> ElementwiseEquals(string value) => Where(each => each == value);

    public override PrimitiveDataFrameColumn<bool> ElementwiseEquals<T>(T value) =>
        value is DataFrameColumn column ? ElementwiseEquals(column) : ElementwiseEquals(value?.ToString());

    public override PrimitiveDataFrameColumn<bool> ElementwiseEquals(DataFrameColumn column) => Compared(column, equal: true);

    public PrimitiveDataFrameColumn<bool> ElementwiseNotEquals(string value) => Where(each => each != value);

    public override PrimitiveDataFrameColumn<bool> ElementwiseNotEquals<T>(T value) =>
        value is DataFrameColumn column ? ElementwiseNotEquals(column) : ElementwiseNotEquals(value?.ToString());

    public override PrimitiveDataFrameColumn<bool> ElementwiseNotEquals(DataFrameColumn column) => Compared(column, equal: false);

    public override PrimitiveDataFrameColumn<bool> ElementwiseIsNull() => Where(value => value is null);

    public override PrimitiveDataFrameColumn<bool> ElementwiseIsNotNull() => Where(value => value is not null);

    protected internal override PrimitiveDataFrameColumn<long> GetSortIndices(bool ascending, bool putNullValuesLast) =>
        SortIndices(row => this[row], Comparer<string>.Default, ascending, putNullValuesLast);

    protected internal override void Resize(long length)
    {
        if (length < Length)
            throw new ArgumentException($"Column '{Name}' of {Length} rows cannot be cut to {length}.", nameof(length));
        _values.AddRange(Enumerable.Repeat<string>(null, checked((int)(length - Length))));
        Length = length;
    }

    protected override object GetValue(long rowIndex) => this[rowIndex];

    protected override IReadOnlyList<object> GetValues(long startIndex, int length) => this[startIndex, length];

    protected override void SetValue(long rowIndex, object value) => this[rowIndex] = value is null or string ? (string)value : throw WrongType(value);

    protected override IEnumerator GetEnumeratorCore() => GetEnumerator();

    protected override DataFrameColumn CloneImplementation(long numberOfNullsToAppend) => Clone(numberOfNullsToAppend);

    protected override DataFrameColumn CloneImplementation(DataFrameColumn mapIndices, bool invertMapIndices = false, long numberOfNullsToAppend = 0) =>
        Clone(mapIndices, invertMapIndices, numberOfNullsToAppend);

    protected override DataFrameColumn FillNullsImplementation(object value, bool inPlace) => FillNulls(value is null or string ? (string)value : throw WrongType(value), inPlace);

    protected override DataFrameColumn DropNullsImplementation() => DropNulls();

    private BooleanDataFrameColumn Where(Func<string, bool> predicate) => new(Name, _values.Select(predicate));

    private BooleanDataFrameColumn Compared(DataFrameColumn column, bool equal)
    {
        RequireSameLength(column);
        return new BooleanDataFrameColumn(Name, _values.Select((value, row) => (value == column[row]?.ToString()) == equal));
    }
}
