namespace Microsoft.ML.Data;

/// <summary>The lines of files that are rows: no comments, no empty lines, no headers.</summary>
internal sealed class TextLines(TextLoader.Options options, IMultiStreamSource source)
{
    /// <summary>Cuts each line in turn into the fields of the one given, and says where it is.</summary>
    public IEnumerable<(string File, long Number)> Read(TextLine line)
    {
        for (int i = 0; i < source.Count; i++)
        {
            string file = source.GetPathOrNull(i) ?? $"stream {i}";
            using var reader = source.OpenTextReader(i);
            bool atTop = true;
            long number = 0;
            while (reader.ReadLine() is { } text)
            {
                number++;
                if (IsNoRow(text, atTop))
                    continue;
                bool isHeader = atTop && options.HasHeader;
                atTop = false;
                if (isHeader)
                    continue;
                long first = number;
                while (!Cut(line, text, file, first) && options.ReadMultilines && reader.ReadLine() is { } more)
                {
                    text = $"{text}\n{more}";
                    number++;
                }
                yield return (file, first);
            }
        }
    }

    /// <summary>Cuts the first line that is neither empty nor a comment; false where there is none.</summary>
    public bool ReadHeader(TextLine line)
    {
        using var reader = source.OpenTextReader(0);
        while (reader.ReadLine() is { } text)
        {
            if (IsNoRow(text, atTop: true))
                continue;
            Cut(line, text, source.GetPathOrNull(0), 1);
            return true;
        }
        return false;
    }

    // Below the first line a hash is part of the data.
    private static bool IsNoRow(string text, bool atTop) => text.Length == 0 || text.StartsWith("//", StringComparison.Ordinal) || atTop && text[0] == '#';

    private static bool Cut(TextLine line, string text, string file, long number)
    {
        try
        {
            return line.Cut(text);
        }
        catch (Exception ex) when (ex is FormatException or OverflowException)
        {
            throw new FormatException($"Line {number} of {file} cannot be read: {ex.Message}", ex);
        }
    }
}
