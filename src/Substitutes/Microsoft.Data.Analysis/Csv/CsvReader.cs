using System.Text;

namespace Microsoft.Data.Analysis;

/// <summary>Cuts text into rows of fields. A field may stand in quotes, within which separators and line ends are text and quotes are doubled.</summary>
internal sealed class CsvReader(TextReader text, char separator)
{
    private const char Quote = '"';

    /// <summary>The fields of the next line that is not empty; null at the end.</summary>
    /// <exception cref="FormatException">A quote is not closed.</exception>
    public string[] ReadRow()
    {
        while (text.Peek() is '\r' or '\n')
            text.Read();
        if (text.Peek() < 0)
            return null;
        var fields = new List<string>();
        do
            fields.Add(ReadField());
        while (text.Peek() == separator && text.Read() >= 0);
        return [.. fields];
    }

    private string ReadField()
    {
        var field = new StringBuilder();
        bool quoted = false;
        while (text.Peek() is var next && next >= 0 && next != separator && next is not ('\r' or '\n'))
        {
            text.Read();
            if (next == Quote && !quoted && string.IsNullOrWhiteSpace(field.ToString()))
            {
                quoted = true;
                field.Clear();
                ReadQuoted(field);
            }
            else if (!quoted || !char.IsWhiteSpace((char)next))
            {
                field.Append((char)next);
            }
        }
        return quoted ? field.ToString() : field.ToString().Trim();
    }

    private void ReadQuoted(StringBuilder field)
    {
        while (true)
        {
            int next = text.Read();
            if (next < 0)
                throw new FormatException($"A quote is not closed: \"{field.ToString(0, Math.Min(field.Length, 40))}");
            if (next == Quote)
            {
                if (text.Peek() != Quote)
                    return;
                text.Read();
            }
            field.Append((char)next);
        }
    }
}
