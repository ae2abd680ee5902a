using System.Collections;

namespace Microsoft.Data.Analysis;

/// <summary>A row of a data frame: what it shows and takes is the frame's.</summary>
public class DataFrameRow : IEnumerable<object>
{
    private readonly DataFrame _dataFrame;
    private readonly long _rowIndex;

    internal DataFrameRow(DataFrame dataFrame, long rowIndex) => (_dataFrame, _rowIndex) = (dataFrame, rowIndex);

    public object this[int index]
    {
        get => _dataFrame[_rowIndex, index];
        set => _dataFrame[_rowIndex, index] = value;
    }

    public object this[string columnName]
    {
        get => _dataFrame[columnName][_rowIndex];
        set => _dataFrame[columnName][_rowIndex] = value;
    }

    /// <summary>The columns' names and the values.</summary>
    public IEnumerable<KeyValuePair<string, object>> GetValues() => _dataFrame.Columns.Select(column => KeyValuePair.Create(column.Name, column[_rowIndex]));

    public IEnumerator<object> GetEnumerator() => _dataFrame.Columns.Select(column => column[_rowIndex]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Join(' ', this.Select(value => value ?? "null"));
}
