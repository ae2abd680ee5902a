using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CausalFusion.Files;

namespace CausalFusion.Cli.Progress;

/// <summary>
/// A file with a row for each report: CSV with a header, or JSON lines. Work that goes on where it stopped goes on with its log, from the report that
/// it goes on with; work that begins anew begins the log anew. Notes stand before the rows: in CSV as lines that begin with #, in JSON lines as
/// objects with a note.
/// </summary>
internal sealed class TableLog : IProgressLog
{
    private const string Time = "time", NoteName = "note", NoteMark = "# ";

    private readonly string _path;
    private readonly string[] _columns;
    private readonly bool _isCsv;
    private readonly TimeProvider _clock;
    private readonly List<string> _notes = [];
    private StreamWriter? _file;

    /// <param name="path">The file; JSON lines unless it ends in .csv.</param>
    /// <param name="columns">The names of the columns, besides the time; the first one counts the reports.</param>
    /// <param name="clock">The clock; the system's where null.</param>
    /// <exception cref="IOException">There is a file of that name that is no such log.</exception>
    public TableLog(string path, string[] columns, TimeProvider? clock = null)
    {
        (_path, _columns, _clock) = (path, columns, clock ?? TimeProvider.System);
        _isCsv = path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
        if (Rows().FirstOrDefault(row => !IsNote(row)) is { } first && KeyOf(first) is null && first != Header)
        {
            throw new IOException($"expected a log of this command or no file, found one that begins with '{first[..Math.Min(first.Length, 60)]}'.");
        }
    }

    /// <summary>What the name of such a file ends in.</summary>
    public static string[] Endings { get; } = [".csv", ".jsonl", ".ndjson"];

    private string? Header => _isCsv ? string.Join(',', _columns.Prepend(Time)) : null;

    public void Note(string text) => _notes.Add(
        _isCsv ? NoteMark + text.ReplaceLineEndings(" ") : new JsonObject { [Time] = Now(), [NoteName] = text }.ToJsonString());

    public void Write(ReadOnlySpan<double> values)
    {
        _file ??= Begin(values[0]);
        _file.WriteLine(_isCsv ? CsvRow(values) : JsonRow(values));
        _file.Flush();
    }

    public void Dispose() => _file?.Dispose();

    private StreamWriter Begin(double first)
    {
        string[] kept = [.. Rows().Where(row => KeyOf(row) < first)];
        IEnumerable<string> notes = kept.Length == 0 || _notes.Count > 0 ? _notes : [.. Rows().Where(IsNote)];
        AtomicFile.Write(_path, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
            foreach (string line in notes.Concat(Header is { } header ? kept.Prepend(header) : kept))
            {
                writer.WriteLine(line);
            }
        });
        return new StreamWriter(_path, append: true);
    }

    private IEnumerable<string> Rows() => File.Exists(_path) ? File.ReadLines(_path) : [];

    private bool IsNote(string row)
    {
        if (_isCsv)
        {
            return row.StartsWith(NoteMark, StringComparison.Ordinal);
        }
        try
        {
            return JsonNode.Parse(row) is JsonObject values && values.ContainsKey(NoteName);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The number of a row; null where it is none.</summary>
    private double? KeyOf(string row)
    {
        if (_isCsv)
        {
            string[] fields = row.Split(',');
            return fields.Length == _columns.Length + 1 && double.TryParse(fields[1], CultureInfo.InvariantCulture, out double key) ? key : null;
        }
        try
        {
            return JsonNode.Parse(row) is JsonObject values && values.ContainsKey(Time) ? (double?)values[_columns[0]] : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private string CsvRow(ReadOnlySpan<double> values)
    {
        var row = new StringBuilder(Now());
        foreach (double value in values)
        {
            row.Append(',').Append(double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "");
        }
        return row.ToString();
    }

    private string JsonRow(ReadOnlySpan<double> values)
    {
        var row = new JsonObject { [Time] = Now() };
        for (int i = 0; i < values.Length; i++)
        {
            row[_columns[i]] = double.IsFinite(values[i]) ? values[i] : null;
        }
        return row.ToJsonString();
    }

    private string Now() => _clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
