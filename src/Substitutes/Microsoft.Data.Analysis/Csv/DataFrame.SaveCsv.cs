using System.Globalization;
using System.Text;

namespace Microsoft.Data.Analysis;

public partial class DataFrame
{
    /// <summary>Writes a file of comma-separated values; a null is an empty field.</summary>
    /// <param name="dataFrame">The values.</param>
    /// <param name="path">The file.</param>
    /// <param name="separator">What separates fields.</param>
    /// <param name="header">Whether to write the columns' names first.</param>
    /// <param name="encoding">The encoding; UTF-8 where null.</param>
    /// <param name="cultureInfo">How numbers and times are written; as in the current culture where null.</param>
    /// <exception cref="ArgumentException">The separator is the culture's decimal separator.</exception>
    public static void SaveCsv(DataFrame dataFrame, string path, char separator = ',', bool header = true, Encoding encoding = null, CultureInfo cultureInfo = null)
    {
        using var stream = new FileStream(path, FileMode.Create);
        SaveCsv(dataFrame, stream, separator, header, encoding, cultureInfo);
    }

    /// <summary>Writes comma-separated values to a stream, which stays open; the parameters are those for a file.</summary>
    /// <exception cref="ArgumentException">The separator is the culture's decimal separator.</exception>
    public static void SaveCsv(DataFrame dataFrame, Stream csvStream, char separator = ',', bool header = true, Encoding encoding = null,
        CultureInfo cultureInfo = null)
    {
        ArgumentNullException.ThrowIfNull(dataFrame);
        ArgumentNullException.ThrowIfNull(csvStream);
        var culture = cultureInfo ?? CultureInfo.CurrentCulture;
        if (culture.NumberFormat.NumberDecimalSeparator == separator.ToString())
            throw new ArgumentException($"'{separator}' cannot separate fields: it is the decimal separator of the culture '{culture.Name}'.", nameof(separator));
        using var writer = new StreamWriter(csvStream, encoding ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        if (header)
            WriteCsvLine(writer, dataFrame.Columns.Select(column => column.Name), separator, culture);
        foreach (var row in dataFrame.Rows)
            WriteCsvLine(writer, row, separator, culture);
    }

    private static void WriteCsvLine(StreamWriter writer, IEnumerable<object> values, char separator, CultureInfo culture) =>
        writer.WriteLine(string.Join(separator, values.Select(value => CsvField(System.Convert.ToString(value, culture), separator))));

    private static string CsvField(string text, char separator)
    {
        bool plain = text.AsSpan().IndexOfAny([separator, '"', '\r', '\n']) < 0 && text.Trim().Length == text.Length;
        return plain ? text : $"\"{text.Replace("\"", "\"\"")}\"";
    }
}
