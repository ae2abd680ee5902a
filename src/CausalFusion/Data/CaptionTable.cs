using System.Globalization;
using System.Text;
using System.Text.Json;
using CausalFusion.Files;

namespace CausalFusion.Data;

/// <summary>A table of images and captions: a row or line has the path of an image and a caption; several of one image are captions of it.</summary>
public static class CaptionTable
{
    /// <summary>Reads comma-separated values whose first row names the columns; fields may be quoted, and quoted ones have line ends.</summary>
    /// <param name="file">The file, UTF-8.</param>
    /// <param name="folder">The folder that paths start from; the file's where null.</param>
    /// <param name="pathColumn">The column of paths.</param>
    /// <param name="captionColumn">The column of captions.</param>
    /// <param name="options">What becomes of images that aren't there; the defaults where null.</param>
    /// <exception cref="InvalidDataException">A column isn't there, a row has other fields, a path leaves the folder; it says where.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static CaptionedImages ReadCsv(
        string file, string? folder = null, string pathColumn = "path", string captionColumn = "caption", CaptionedImagesOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        var collector = new CaptionCollector(file, FolderOf(file, folder), options);
        int path = -1, caption = -1, row = 0;
        string[] header = [];
        foreach (string[] fields in Rows(TextOf(file), file))
        {
            row++;
            if (row == 1)
            {
                header = fields;
                (path, caption) = (ColumnOf(pathColumn), ColumnOf(captionColumn));
            }
            else if (fields is not [""])
            {
                string place = string.Create(CultureInfo.InvariantCulture, $"row {row}");
                collector.Add(
                    fields.Length == header.Length ? fields[path].Trim() : throw new InvalidDataException(
                        $"'{file}', {place}: expected {header.Length} fields, found {fields.Length}."),
                    [fields[caption]], place);
            }
        }
        return collector.Build();

        int ColumnOf(string name)
        {
            int[] found = [.. header.Index().Where(column => column.Item.Trim() == name).Select(column => column.Index)];
            return found is [int only] ? only : throw new InvalidDataException(
                $"'{file}': expected one column '{name}', found {found.Length} among {string.Join(", ", header.Take(20))}.");
        }
    }

    /// <summary>Reads lines of JSON, each an object.</summary>
    /// <param name="file">The file, UTF-8.</param>
    /// <param name="folder">The folder that paths start from; the file's where null.</param>
    /// <param name="pathField">The field of the path.</param>
    /// <param name="captionField">The field of the caption, a text or an array of texts.</param>
    /// <param name="options">What becomes of images that aren't there; the defaults where null.</param>
    /// <exception cref="InvalidDataException">A line isn't such JSON, or a path leaves the folder; the message says where.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static CaptionedImages ReadJsonLines(
        string file, string? folder = null, string pathField = "path", string captionField = "caption", CaptionedImagesOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        var collector = new CaptionCollector(file, FolderOf(file, folder), options);
        var json = new CaptionJson(file);
        foreach ((int number, string line) in TextOf(file).Split('\n').Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)))
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"line {number + 1}");
            try
            {
                using JsonDocument document = JsonDocument.Parse(line);
                JsonElement root = document.RootElement;
                collector.Add(json.Text(root, pathField, place), json.Texts(root, captionField, place), place);
            }
            catch (JsonException exception)
            {
                throw new InvalidDataException($"'{file}', {place}: expected JSON: {exception.Message}", exception);
            }
        }
        return collector.Build();
    }

    private static string FolderOf(string file, string? folder) => folder ?? Path.GetDirectoryName(Path.GetFullPath(file))!;

    private static string TextOf(string file)
    {
        try
        {
            return StrictUtf8.Decode(File.ReadAllBytes(file)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException($"'{file}': expected UTF-8: {exception.Message}", exception);
        }
    }

    private static IEnumerable<string[]> Rows(string text, string file)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool isQuoted = false;
        int line = 1, opened = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char character = text[i];
            line += character == '\n' ? 1 : 0;
            if (isQuoted)
            {
                if (character != '"')
                {
                    field.Append(character);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append(text[i++]);
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (character == '"' && field.Length == 0)
            {
                (isQuoted, opened) = (true, line);
            }
            else if (character is ',' or '\n')
            {
                EndField();
                if (character == '\n')
                {
                    yield return [.. fields];
                    fields.Clear();
                }
            }
            else
            {
                field.Append(character);
            }
        }
        if (isQuoted)
        {
            throw new InvalidDataException($"'{file}', line {opened}: expected a quote that ends the field, found the end of the file.");
        }
        if (field.Length > 0 || fields.Count > 0)
        {
            EndField();
            yield return [.. fields];
        }

        void EndField()
        {
            fields.Add(field.ToString().TrimEnd('\r'));
            field.Clear();
        }
    }
}
