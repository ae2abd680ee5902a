using System.Globalization;

namespace Microsoft.Data.Analysis;

public partial class DataFrame
{
    /// <summary>Appends rows, by the names of their columns; columns that they do not have get nulls.</summary>
    public DataFrame Append(IEnumerable<DataFrameRow> rows, bool inPlace = false, CultureInfo cultureInfo = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var target = inPlace ? this : Clone();
        foreach (var row in rows.ToArray())
            target.Append(row.GetValues(), inPlace: true, cultureInfo);
        return target;
    }

    /// <summary>Appends a row of values in the order of the columns, each converted to its column's type; what is missing is null.</summary>
    /// <param name="row">The values. In a column of another type than text, empty text is null; "null" is so everywhere.</param>
    /// <param name="inPlace">Whether to append to this frame, and not to a copy.</param>
    /// <param name="cultureInfo">How text is read as numbers and times; the current culture where null.</param>
    /// <exception cref="ArgumentException">There are more values than columns.</exception>
    /// <exception cref="FormatException">A text is no value of its column's type.</exception>
    public DataFrame Append(IEnumerable<object> row = null, bool inPlace = false, CultureInfo cultureInfo = null)
    {
        object[] values = [.. row ?? []];
        if (values.Length > Columns.Count)
            throw new ArgumentException($"There are {Columns.Count} columns, and {values.Length} values for them.", nameof(row));
        return AppendConverted([.. values.Select((value, i) => Convert(NullIfEmpty(value, Columns[i]), Columns[i], cultureInfo))], inPlace);
    }

    /// <summary>Appends a row of values by the names of their columns, each converted to its column's type; what is missing is null.</summary>
    /// <exception cref="ArgumentException">There is no column of a name.</exception>
    public DataFrame Append(IEnumerable<KeyValuePair<string, object>> row, bool inPlace = false, CultureInfo cultureInfo = null)
    {
        ArgumentNullException.ThrowIfNull(row);
        var values = new object[Columns.Count];
        foreach (var (name, value) in row)
        {
            var column = Columns[name];
            values[Columns.IndexOf(name)] = Convert(value, column, cultureInfo);
        }
        return AppendConverted(values, inPlace);
    }

    // Everything has been converted by now, so that no row is appended to some columns only.
    private DataFrame AppendConverted(object[] values, bool inPlace)
    {
        var target = inPlace ? this : Clone();
        for (int i = 0; i < target.Columns.Count; i++)
        {
            var column = target.Columns[i];
            column.Resize(column.Length + 1);
            if (i < values.Length)
                column[column.Length - 1] = values[i];
        }
        target.Columns.RowCount++;
        target.OnColumnsChanged();
        return target;
    }

    private static object NullIfEmpty(object value, DataFrameColumn column) =>
        value is string text && (text.Equals("null", StringComparison.OrdinalIgnoreCase) || text.Length == 0 && column.DataType != typeof(string)) ? null : value;

    private static object Convert(object value, DataFrameColumn column, CultureInfo culture)
    {
        if (value is null || value.GetType() == column.DataType)
            return value;
        try
        {
            return System.Convert.ChangeType(value, column.DataType, culture ?? CultureInfo.CurrentCulture);
        }
        catch (FormatException ex)
        {
            throw new FormatException($"'{value}' is no value of column '{column.Name}' of {column.DataType} values.", ex);
        }
    }
}
