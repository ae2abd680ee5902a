namespace Microsoft.Data.Analysis;

public partial class DataFrame
{
    public DataFrame this[PrimitiveDataFrameColumn<bool> rowFilter] => Filter(rowFilter);

    public DataFrame this[PrimitiveDataFrameColumn<int> rowIndices] => Filter(rowIndices);

    public DataFrame this[PrimitiveDataFrameColumn<long> rowIndices] => Filter(rowIndices);

    public DataFrame this[IEnumerable<bool> rowFilter] => Filter(new PrimitiveDataFrameColumn<bool>("Filter", rowFilter));

    public DataFrame this[IEnumerable<int> rowIndices] => Filter(new PrimitiveDataFrameColumn<int>("Filter", rowIndices));

    public DataFrame this[IEnumerable<long> rowIndices] => Filter(new PrimitiveDataFrameColumn<long>("Filter", rowIndices));

    /// <summary>The rows for which the filter is true.</summary>
    public DataFrame Filter(PrimitiveDataFrameColumn<bool> filter) => Clone(filter ?? throw new ArgumentNullException(nameof(filter)));

    /// <summary>The rows of these numbers, in this order.</summary>
    public DataFrame Filter(PrimitiveDataFrameColumn<int> rowIndices) => Clone(rowIndices ?? throw new ArgumentNullException(nameof(rowIndices)));

    /// <summary>The rows of these numbers, in this order.</summary>
    public DataFrame Filter(PrimitiveDataFrameColumn<long> rowIndices) => Clone(rowIndices ?? throw new ArgumentNullException(nameof(rowIndices)));

    /// <summary>The first rows; all where there are no more.</summary>
    public DataFrame Head(int numberOfRows) => this[Enumerable.Range(0, (int)Math.Min(numberOfRows, Rows.Count))];

    /// <summary>The last rows; all where there are no more.</summary>
    public DataFrame Tail(int numberOfRows)
    {
        int count = (int)Math.Min(numberOfRows, Rows.Count);
        return this[Enumerable.Range((int)Rows.Count - count, count)];
    }

    /// <summary>Rows drawn at random, none of them twice.</summary>
    public DataFrame Sample(int numberOfRows)
    {
        if (numberOfRows > Rows.Count)
            throw new ArgumentException($"{numberOfRows} rows cannot be drawn from {Rows.Count}.", nameof(numberOfRows));
        int[] rows = [.. Enumerable.Range(0, (int)Rows.Count)];
        Random.Shared.Shuffle(rows);
        return this[rows.Take(numberOfRows)];
    }

    /// <summary>The rows in the order of a column's values.</summary>
    public DataFrame OrderBy(string columnName, bool ascending = true, bool putNullValuesLast = true) =>
        Clone(Columns[columnName].GetSortIndices(ascending, putNullValuesLast));

    /// <summary>The rows in the descending order of a column's values.</summary>
    public DataFrame OrderByDescending(string columnName, bool putNullValuesLast = true) => OrderBy(columnName, ascending: false, putNullValuesLast);

    /// <summary>The rows without nulls, or without those that have nothing else.</summary>
    public DataFrame DropNulls(DropNullOptions options = DropNullOptions.Any)
    {
        return this[Enumerable.Range(0, (int)Rows.Count).Select(row => options == DropNullOptions.Any
            ? Columns.All(column => column.IsValid(row))
            : Columns.Any(column => column.IsValid(row)))];
    }

    public DataFrame FillNulls(object value, bool inPlace = false) => FillNulls([.. Columns.Select(_ => value)], inPlace);

    /// <summary>Fills the nulls of each column with a value of its own.</summary>
    public DataFrame FillNulls(IList<object> values, bool inPlace = false)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count != Columns.Count)
            throw new ArgumentException($"There are {Columns.Count} columns, and {values.Count} values for them.", nameof(values));
        var filled = inPlace ? this : Clone();
        for (int i = 0; i < values.Count; i++)
            filled.Columns[i].FillNulls(values[i], inPlace: true);
        return filled;
    }
}
