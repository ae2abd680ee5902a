using System.Globalization;
using System.Text;

namespace Microsoft.Data.Analysis;

public partial class DataFrame
{
    /// <summary>Reads a file of comma-separated values.</summary>
    /// <param name="filename">The file.</param>
    /// <param name="separator">What separates fields.</param>
    /// <param name="header">Whether the first line names the columns.</param>
    /// <param name="columnNames">The names of the columns; by default those of the header, or Column0 and so on.</param>
    /// <param name="dataTypes">The types of the columns' values; guessed where null.</param>
    /// <param name="numRows">How many rows to read; −1 for all.</param>
    /// <param name="guessRows">How many rows to guess the types from.</param>
    /// <param name="addIndexColumn">Whether to put a column of the rows' numbers before the others.</param>
    /// <param name="encoding">The encoding; UTF-8 where null.</param>
    /// <param name="renameDuplicatedColumns">Whether to number columns of the same name, which are an error otherwise.</param>
    /// <param name="cultureInfo">How numbers and times are written; as in the current culture where null.</param>
    /// <exception cref="FormatException">The file has no rows, or a field is no value of its column's type.</exception>
    public static DataFrame LoadCsv(string filename, char separator = ',', bool header = true, string[] columnNames = null, Type[] dataTypes = null,
        int numRows = -1, int guessRows = 10, bool addIndexColumn = false, Encoding encoding = null, bool renameDuplicatedColumns = false,
        CultureInfo cultureInfo = null)
    {
        using var stream = new FileStream(filename, FileMode.Open, FileAccess.Read, FileShare.Read);
        return LoadCsv(stream, separator, header, columnNames, dataTypes, numRows, guessRows, addIndexColumn, encoding, renameDuplicatedColumns, cultureInfo);
    }

    /// <summary>Reads a stream of comma-separated values, which stays open; the parameters are those for a file.</summary>
    /// <exception cref="FormatException">The stream has no rows, or a field is no value of its column's type.</exception>
    public static DataFrame LoadCsv(Stream csvStream, char separator = ',', bool header = true, string[] columnNames = null, Type[] dataTypes = null,
        long numberOfRowsToRead = -1, int guessRows = 10, bool addIndexColumn = false, Encoding encoding = null, bool renameDuplicatedColumns = false,
        CultureInfo cultureInfo = null, Func<IEnumerable<string>, Type> guessTypeFunction = null)
    {
        ArgumentNullException.ThrowIfNull(csvStream);
        using var text = new StreamReader(csvStream, encoding ?? Encoding.UTF8, leaveOpen: true);
        return LoadCsv(text, separator, header, columnNames, dataTypes, numberOfRowsToRead, guessRows, addIndexColumn, renameDuplicatedColumns, cultureInfo,
            guessTypeFunction);
    }

    /// <summary>Reads comma-separated values; the parameters are those for a file.</summary>
    /// <exception cref="FormatException">The text has no rows, or a field is no value of its column's type.</exception>
    public static DataFrame LoadCsvFromString(string csvString, char separator = ',', bool header = true, string[] columnNames = null, Type[] dataTypes = null,
        long numberOfRowsToRead = -1, int guessRows = 10, bool addIndexColumn = false, bool renameDuplicatedColumns = false, CultureInfo cultureInfo = null,
        Func<IEnumerable<string>, Type> guessTypeFunction = null)
    {
        ArgumentNullException.ThrowIfNull(csvString);
        return LoadCsv(new StringReader(csvString), separator, header, columnNames, dataTypes, numberOfRowsToRead, guessRows, addIndexColumn,
            renameDuplicatedColumns, cultureInfo, guessTypeFunction);
    }

    /// <summary>A data frame of rows of values.</summary>
    /// <param name="vals">The rows.</param>
    /// <param name="columnInfos">The columns' names and types.</param>
    public static DataFrame LoadFrom(IEnumerable<IList<object>> vals, IList<(string, Type)> columnInfos)
    {
        ArgumentNullException.ThrowIfNull(vals);
        ArgumentNullException.ThrowIfNull(columnInfos);
        var frame = new DataFrame(columnInfos.Select(column => TypedColumns.Create(column.Item2, column.Item1)));
        foreach (var row in vals)
            frame.Append(row, inPlace: true);
        return frame;
    }

    private static DataFrame LoadCsv(TextReader text, char separator, bool header, string[] columnNames, Type[] dataTypes, long rows, int guessRows,
        bool addIndexColumn, bool renameDuplicates, CultureInfo culture, Func<IEnumerable<string>, Type> guess)
    {
        if (dataTypes is null && guessRows <= 0)
            throw new ArgumentException($"The types of the columns must be given or guessed: {nameof(dataTypes)} is null and {nameof(guessRows)} {guessRows}.");
        culture ??= CultureInfo.CurrentCulture;
        guess ??= fields => CsvTypes.Guess(fields, culture);
        var reader = new CsvReader(text, separator);
        string[] names = header ? reader.ReadRow() ?? throw new FormatException("There is no header: the text is empty.") : null;
        var first = new List<string[]>();
        while (first.Count < guessRows && (rows < 0 || first.Count < rows) && reader.ReadRow() is { } row)
            first.Add(row);
        if (first.Count == 0 && names is null)
            throw new FormatException("There are no rows: the text is empty.");

        names = columnNames ?? names;
        int count = dataTypes?.Length ?? first.Select(row => row.Length).Append(names?.Length ?? 0).Max();
        string[] all = [.. Enumerable.Range(0, count).Select(i => names?.ElementAtOrDefault(i) is { Length: > 0 } name ? name : $"Column{i}")];
        if (renameDuplicates)
            all = Numbered(all);
        var frame = new DataFrame(all.Select((name, i) => TypedColumns.Create(dataTypes?[i] ?? guess(first.Select(row => row.ElementAtOrDefault(i) ?? "")), name)));
        long read = 0;
        foreach (var row in first.Concat(Rest()))
        {
            try
            {
                read++;
                frame.Append(row, inPlace: true, culture);
            }
            catch (Exception ex) when (ex is FormatException or ArgumentException or OverflowException)
            {
                throw new FormatException($"Row {read} cannot be read: {ex.Message}", ex);
            }
        }
        if (addIndexColumn)
            frame.Columns.Insert(0, new Int32DataFrameColumn("IndexColumn", Enumerable.Range(0, (int)frame.Rows.Count)));
        return frame;

        IEnumerable<string[]> Rest()
        {
            while ((rows < 0 || read < rows) && reader.ReadRow() is { } row)
                yield return row;
        }
    }

    /// <summary>The names with a number after each that has come before.</summary>
    private static string[] Numbered(string[] names)
    {
        var used = new HashSet<string>();
        return [.. names.Select(name =>
        {
            string free = name;
            for (int number = 1; !used.Add(free); number++)
                free = $"{name}.{number}";
            return free;
        })];
    }
}
