using System.Collections;

namespace Microsoft.Data.Analysis;

/// <summary>The rows of a data frame.</summary>
public class DataFrameRowCollection : IEnumerable<DataFrameRow>
{
    private readonly DataFrame _dataFrame;

    internal DataFrameRowCollection(DataFrame dataFrame) => _dataFrame = dataFrame;

    public long Count => _dataFrame.Columns.RowCount;

    public DataFrameRow this[long index] => index >= 0 && index < Count
        ? new DataFrameRow(_dataFrame, index)
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} rows.");

    public IEnumerator<DataFrameRow> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
            yield return new DataFrameRow(_dataFrame, i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
