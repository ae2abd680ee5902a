using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.Data.Analysis;

/// <summary>A column of vectors, none of them null.</summary>
public partial class VBufferDataFrameColumn<T> : DataFrameColumn, IEnumerable<VBuffer<T>>
{
    /// <summary>The most rows that a column can have.</summary>
    public static int MaxCapacity = Array.MaxLength;

    private readonly List<VBuffer<T>> _values;

    /// <summary>A column of so many empty vectors.</summary>
    public VBufferDataFrameColumn(string name, long length = 0) : base(name, length, typeof(VBuffer<T>)) =>
        _values = [.. Enumerable.Repeat<VBuffer<T>>(default, checked((int)length))];

    public VBufferDataFrameColumn(string name, IEnumerable<VBuffer<T>> values) : base(name, 0, typeof(VBuffer<T>))
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = [.. values];
        Length = _values.Count;
    }

    public override long NullCount => 0;

    public new VBuffer<T> this[long rowIndex]
    {
        get => GetTypedValue(rowIndex);
        set => SetTypedValue(rowIndex, value);
    }

    public void Append(VBuffer<T> value)
    {
        _values.Add(value);
        Length++;
    }

    public IEnumerator<VBuffer<T>> GetEnumerator() => _values.GetEnumerator();

    public new VBufferDataFrameColumn<T> Clone(long numberOfNullsToAppend = 0) => Clone(null, false, numberOfNullsToAppend);

    public new VBufferDataFrameColumn<T> Clone(DataFrameColumn mapIndices, bool invertMapIndices, long numberOfNullsToAppend)
    {
        var clone = new VBufferDataFrameColumn<T>(Name, RowsOf(mapIndices, invertMapIndices).Select(row => row is { } index ? this[index] : default));
        clone.Resize(clone.Length + numberOfNullsToAppend);
        return clone;
    }

    public override Dictionary<long, ICollection<long>> GetGroupedOccurrences(DataFrameColumn other, out HashSet<long> otherColumnNullIndices) => throw NotSupported();

    protected VBuffer<T> GetTypedValue(long rowIndex) => _values[Checked(rowIndex)];

    protected void SetTypedValue(long rowIndex, VBuffer<T> value) => _values[Checked(rowIndex)] = value;

    protected internal override PrimitiveDataFrameColumn<long> GetSortIndices(bool ascending, bool putNullValuesLast) => throw NotSupported();

    protected internal override void Resize(long length)
    {
        if (length < Length)
            throw new ArgumentException($"Column '{Name}' of {Length} rows cannot be cut to {length}.", nameof(length));
        _values.AddRange(Enumerable.Repeat<VBuffer<T>>(default, checked((int)(length - Length))));
        Length = length;
    }

    protected override object GetValue(long rowIndex) => GetTypedValue(rowIndex);

    protected override IReadOnlyList<object> GetValues(long startIndex, int length) =>
        [.. _values.GetRange(Checked(startIndex, length), length).Select(value => (object)value)];

    protected override void SetValue(long rowIndex, object value) => SetTypedValue(rowIndex, value switch
    {
        null => default,
        VBuffer<T> given => given,
        _ => throw WrongType(value),
    });

    protected override IEnumerator GetEnumeratorCore() => GetEnumerator();

    protected override DataFrameColumn CloneImplementation(long numberOfNullsToAppend) => Clone(numberOfNullsToAppend);

    protected override DataFrameColumn CloneImplementation(DataFrameColumn mapIndices, bool invertMapIndices = false, long numberOfNullsToAppend = 0) =>
        Clone(mapIndices, invertMapIndices, numberOfNullsToAppend);

    protected override DataFrameColumn FillNullsImplementation(object value, bool inPlace) => inPlace ? this : Clone();

    protected override DataFrameColumn DropNullsImplementation() => Clone();
}
