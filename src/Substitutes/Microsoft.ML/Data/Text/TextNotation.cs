using System.Globalization;
using System.Text.RegularExpressions;

namespace Microsoft.ML.Data;

/// <summary>How the comment at the top of a text file says what its columns are: "col=Features:R4:1-4", one line each.</summary>
internal static partial class TextNotation
{
    public const string CommentMark = "#@";

    private const string Opening = "TextLoader{", Closing = "}", Header = "header+", Separator = "sep=", Column = "col=", Variable = "**";

    private static readonly (char Separator, string Name)[] Separators = [('\t', "tab"), (' ', "space"), (',', "comma"), (';', "semicolon"), ('|', "bar")];

    public static IEnumerable<string> Comment(bool hasHeader, char separator, IEnumerable<TextColumn> columns) =>
    [
        $"{CommentMark} {Opening}",
        .. hasHeader ? [$"{CommentMark}   {Header}"] : Array.Empty<string>(),
        $"{CommentMark}   {Separator}{NameOf(separator)}",
        .. columns.Select(column => $"{CommentMark}   {Column}{Write(column)}"),
        $"{CommentMark} {Closing}",
    ];

    /// <summary>What the comment at the top of a text says, on top of what is given; null where there is none.</summary>
    /// <exception cref="FormatException">A column is not written as one.</exception>
    public static TextLoader.Options ReadComment(TextReader text, TextLoader.Options given)
    {
        if (text.ReadLine()?.Split(CommentMark, 2) is not [_, var first] || first.Trim() != Opening)
            return null;
        var columns = new List<TextLoader.Column>();
        var options = new TextLoader.Options
        {
            AllowQuoting = true,
            AllowSparse = true,
            MaxRows = given.MaxRows,
            MissingRealsAsNaNs = given.MissingRealsAsNaNs,
            ReadMultilines = given.ReadMultilines,
        };
        while (text.ReadLine() is { } line && line.StartsWith(CommentMark, StringComparison.Ordinal))
        {
            string word = line[CommentMark.Length..].Trim();
            if (word == Closing)
                break;
            if (word == Header)
                options.HasHeader = true;
            else if (word.StartsWith(Separator, StringComparison.Ordinal))
                options.Separators = [SeparatorOf(word[Separator.Length..])];
            else if (word.StartsWith(Column, StringComparison.Ordinal))
                columns.Add(Parse(word[Column.Length..]));
        }
        options.Columns = [.. columns];
        return columns.Count > 0 ? options : null;
    }

    public static string Write(TextColumn column)
    {
        string name = column.Name.Replace("\\", "\\\\").Replace("\n", "\\n").Replace("\r", "\\r");
        string key = column.Type.ItemType() is KeyDataViewType { Count: var count } ? $"[{count}]" : "";
        bool isVector = column.Type is VectorDataViewType;
        var fields = column.Fields.Select(range => column.IsVariable ? $"{range.Min}-{Variable}" : isVector ? $"{range.Min}-{range.Lim - 1}" : $"{range.Min}");
        return $"{name}:{DataKinds.ShortNameOf(column.Kind)}{key}:{string.Join(',', fields)}";
    }

    public static TextLoader.Column Parse(string text)
    {
        var match = ColumnPattern().Match(text);
        if (!match.Success || DataKinds.OfShortName(match.Groups["kind"].Value) is not { } kind)
            throw new FormatException($"A column is written as name:kind:fields, and not '{text}'");
        var fields = match.Groups["fields"].Value.Split(',').Select(each =>
        {
            string[] ends = each.Split('-');
            int min = int.Parse(ends[0], CultureInfo.InvariantCulture);
            return ends switch
            {
                [_] => new TextLoader.Range(min),
                [_, Variable] => new TextLoader.Range { Min = min, VariableEnd = true },
                _ => new TextLoader.Range(min, int.Parse(ends[1], CultureInfo.InvariantCulture)) { ForceVector = true },
            };
        });
        var key = match.Groups["count"] is { Success: true, Value: var count } ? new KeyCount(ulong.Parse(count, CultureInfo.InvariantCulture)) : null;
        return new TextLoader.Column(Regex.Unescape(match.Groups["name"].Value), kind, [.. fields], key);
    }

    private static string NameOf(char separator) => Separators.FirstOrDefault(each => each.Separator == separator).Name ?? separator.ToString();

    private static char SeparatorOf(string name) => Separators.FirstOrDefault(each => each.Name == name) is { Name: not null } known ? known.Separator
        : name.Length == 1 ? name[0]
        : throw new FormatException($"There is no separator '{name}'");

    [GeneratedRegex(@"^(?<name>.+):(?<kind>[A-Z0-9]{2})(\[(?<count>\d{1,20})\])?:(?<fields>\d{1,9}(-(\d{1,9}|\*\*))?(,\d{1,9}(-\d{1,9})?)*)$", RegexOptions.Singleline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ColumnPattern();
}
