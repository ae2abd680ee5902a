using System.Collections;
using Microsoft.ML;

namespace Microsoft.Data.Analysis;

/// <summary>A named column of values of one type, any of which may be null.</summary>
public abstract partial class DataFrameColumn : IEnumerable
{
    protected DataFrameColumn(string name, long length, Type type)
    {
        Length = length;
        Name = name;
        DataType = type;
    }

    public string Name { get; private set; }

    /// <summary>The type of its values.</summary>
    public Type DataType { get; }

    public long Length { get; protected set; }

    public abstract long NullCount { get; }

    /// <summary>A value; null where there is none.</summary>
    /// <exception cref="ArgumentException">What is set is of another type.</exception>
    public object this[long rowIndex]
    {
        get => GetValue(rowIndex);
        set => SetValue(rowIndex, value);
    }

    public IReadOnlyList<object> this[long startIndex, int length] => GetValues(startIndex, length);

    /// <summary>A column of the values, of the primitive type given.</summary>
    public static PrimitiveDataFrameColumn<T> Create<T>(string name, IEnumerable<T> values)
        where T : unmanaged => new(name, values);

    /// <summary>A column of the values, of the primitive type given.</summary>
    public static PrimitiveDataFrameColumn<T> Create<T>(string name, IEnumerable<T?> values)
        where T : unmanaged => new(name, values);

    /// <summary>A column of the texts.</summary>
    public static StringDataFrameColumn Create(string name, IEnumerable<string> values) => new(name, values);

    public void SetName(string newName) => Name = newName;

    /// <summary>Whether the row has a value.</summary>
    public virtual bool IsValid(long index) => GetValue(index) is not null;

    /// <summary>Whether its values are numbers.</summary>
    public virtual bool IsNumericColumn() => false;

    /// <summary>A copy.</summary>
    /// <param name="numberOfNullsToAppend">How many nulls the copy has beyond.</param>
    public DataFrameColumn Clone(long numberOfNullsToAppend = 0) => CloneImplementation(numberOfNullsToAppend);

    /// <summary>A copy of some rows.</summary>
    /// <param name="mapIndices">The rows' numbers (null for a null), or for each row whether it is copied; null for all.</param>
    /// <param name="invertMapIndices">Whether the numbers are taken from last to first.</param>
    /// <param name="numberOfNullsToAppend">How many nulls the copy has beyond.</param>
    public DataFrameColumn Clone(DataFrameColumn mapIndices, bool invertMapIndices = false, long numberOfNullsToAppend = 0) =>
        CloneImplementation(mapIndices, invertMapIndices, numberOfNullsToAppend);

    /// <summary>A copy in order.</summary>
    public DataFrameColumn Sort(bool ascending = true, bool putNullValuesLast = true) => Clone(GetSortIndices(ascending, putNullValuesLast));

    public DataFrameColumn FillNulls(object value, bool inPlace = false) => FillNullsImplementation(value, inPlace);

    /// <summary>A copy of the values alone.</summary>
    public DataFrameColumn DropNulls() => DropNullsImplementation();

    /// <summary>The values between two, both included.</summary>
    public virtual DataFrameColumn Filter<U>(U min, U max) => FilterImplementation(min, max);

    /// <summary>The values with those beyond two replaced by these.</summary>
    public virtual DataFrameColumn Clamp<U>(U min, U max, bool inPlace = false) => ClampImplementation(min, max, inPlace);

    /// <summary>The rows by the column's value.</summary>
    public virtual GroupBy GroupBy(int columnIndex, DataFrame parent) => throw NotSupported();

    /// <summary>The numbers of the rows of each value.</summary>
    public virtual Dictionary<TKey, ICollection<long>> GroupColumnValues<TKey>(out HashSet<long> nullIndices) => throw NotSupported();

    /// <summary>For each row the numbers of the rows of another column that have the same value; rows without any are left out, and nulls.</summary>
    /// <exception cref="ArgumentException">The other column's values are of another type.</exception>
    public abstract Dictionary<long, ICollection<long>> GetGroupedOccurrences(DataFrameColumn other, out HashSet<long> otherColumnNullIndices);

    /// <summary>How often each value occurs.</summary>
    public virtual DataFrame ValueCounts() => throw NotSupported();

    /// <summary>The type of the values and their number.</summary>
    public StringDataFrameColumn Info() => new(Name, [DataType.ToString(), (Length - NullCount).ToString(System.Globalization.CultureInfo.InvariantCulture)]);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumeratorCore();

    public override string ToString() => $"{Name}: {string.Join(' ', GetValues(0, (int)Math.Min(Length, 20)).Select(value => value ?? "null"))}";

    protected internal virtual void Resize(long length) => throw NotSupported();

    protected internal abstract PrimitiveDataFrameColumn<long> GetSortIndices(bool ascending, bool putNullValuesLast);

    protected internal virtual void AddDataViewColumn(DataViewSchema.Builder builder) => throw NotSupported();

    /// <summary>A ValueGetter of the column's value at a cursor's position.</summary>
    protected internal virtual Delegate GetDataViewGetter(DataViewRowCursor cursor) => throw NotSupported();

    /// <summary>A cursor's getter of the column that this one is filled from.</summary>
    protected internal virtual Delegate GetValueGetterUsingCursor(DataViewRowCursor cursor, DataViewSchema.Column schemaColumn) => throw NotSupported();

    /// <summary>Appends the value that a getter gives.</summary>
    protected internal virtual void AddValueUsingCursor(DataViewRowCursor cursor, Delegate ValueGetter) => throw NotSupported();

    /// <inheritdoc cref="GetGroupedOccurrences(DataFrameColumn, out HashSet{long})"/>
    protected Dictionary<long, ICollection<long>> GetGroupedOccurrences<TKey>(DataFrameColumn other, out HashSet<long> otherColumnNullIndices)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.DataType != DataType)
            throw new ArgumentException($"Column '{Name}' of {DataType} values cannot be matched with column '{other.Name}' of {other.DataType}.", nameof(other));
        var rowsOf = other.GroupColumnValues<TKey>(out otherColumnNullIndices);
        var occurrences = new Dictionary<long, ICollection<long>>();
        for (long row = 0; row < Length; row++)
        {
            if (this[row] is TKey value && rowsOf.TryGetValue(value, out var rows))
                occurrences[row] = rows;
        }
        return occurrences;
    }

    protected virtual DataFrameColumn FilterImplementation<U>(U min, U max) => throw NotSupported();

    protected virtual DataFrameColumn ClampImplementation<U>(U min, U max, bool inPlace) => throw NotSupported();

    protected abstract object GetValue(long rowIndex);

    protected abstract IReadOnlyList<object> GetValues(long startIndex, int length);

    protected abstract void SetValue(long rowIndex, object value);

    protected abstract IEnumerator GetEnumeratorCore();

    protected abstract DataFrameColumn CloneImplementation(long numberOfNullsToAppend = 0);

    protected abstract DataFrameColumn CloneImplementation(DataFrameColumn mapIndices, bool invertMapIndices, long numberOfNullsToAppend);

    protected abstract DataFrameColumn FillNullsImplementation(object value, bool inPlace);

    protected abstract DataFrameColumn DropNullsImplementation();

    private protected NotSupportedException NotSupported() => new($"Column '{Name}' of {DataType} values does not support this operation.");

    /// <summary>The numbers of the rows that <see cref="Clone(DataFrameColumn, bool, long)"/> copies, null for a null.</summary>
    private protected IEnumerable<long?> RowsOf(DataFrameColumn mapIndices, bool invertMapIndices)
    {
        IEnumerable<long?> rows = mapIndices switch
        {
            null => Enumerable.Range(0, (int)Length).Select(i => (long?)i),
            PrimitiveDataFrameColumn<bool> filter when filter.Length <= Length => Enumerable.Range(0, (int)filter.Length).Where(i => filter[i] == true).Select(i => (long?)i),
            PrimitiveDataFrameColumn<bool> filter => throw new ArgumentException(
                $"A filter of {filter.Length} rows cannot be applied to column '{Name}' of {Length}.", nameof(mapIndices)),
            PrimitiveDataFrameColumn<long> numbers => numbers,
            PrimitiveDataFrameColumn<int> numbers => numbers.Select(i => (long?)i),
            _ => throw new ArgumentException($"Rows are given by numbers (Int32 or Int64) or by truth values, and not by {mapIndices.DataType}.", nameof(mapIndices)),
        };
        return invertMapIndices ? rows.Reverse() : rows;
    }

    /// <summary>The order of the rows with values, and the nulls before or after them. Equal values stay in their order.</summary>
    private protected PrimitiveDataFrameColumn<long> SortIndices<T>(Func<long, T> valueOf, IComparer<T> comparer, bool ascending, bool putNullValuesLast)
    {
        var rows = Enumerable.Range(0, (int)Length).Select(i => (long)i).ToArray();
        var given = rows.Where(IsValid);
        var ordered = ascending ? given.OrderBy(valueOf, comparer) : given.OrderByDescending(valueOf, comparer);
        var nulls = rows.Where(i => !IsValid(i));
        return new("SortIndices", putNullValuesLast ? ordered.Concat(nulls) : nulls.Concat(ordered));
    }

    private protected ArgumentException WrongType(object value) =>
        new($"Column '{Name}' holds {DataType} values, and not {value?.GetType().ToString() ?? "nulls"}.", nameof(value));

    /// <summary>A row's number as an index, of the first of several rows.</summary>
    private protected int Checked(long rowIndex, int length = 1) => rowIndex >= 0 && length >= 0 && rowIndex + length <= Length
        ? (int)rowIndex
        : throw new ArgumentOutOfRangeException(nameof(rowIndex), $"Column '{Name}' has rows 0 to {Length - 1}, and not {length} from {rowIndex}.");

    private protected void RequireSameLength(DataFrameColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (column.Length != Length)
            throw new ArgumentException($"Columns must have the same length: '{Name}' has {Length} rows, '{column.Name}' {column.Length}.", nameof(column));
    }
}
