using System.Reflection;
using System.Text;

namespace Microsoft.ML;

/// <summary>Loads rows from text files, and writes them.</summary>
public static class TextLoaderSaverCatalog
{
    /// <summary>A loader of text files.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">The columns and the fields that they are in.</param>
    /// <param name="separatorChar">What separates fields.</param>
    /// <param name="hasHeader">Whether the first line of each file names the fields.</param>
    /// <param name="dataSample">What to see the names and the number of fields from.</param>
    /// <param name="allowQuoting">Whether a field may stand in quotes.</param>
    /// <param name="trimWhitespace">Whether white space at the ends of fields is dropped.</param>
    /// <param name="allowSparse">Whether the end of a line may be sparse.</param>
    public static TextLoader CreateTextLoader(this DataOperationsCatalog catalog, TextLoader.Column[] columns, char separatorChar = '\t',
        bool hasHeader = false, IMultiStreamSource dataSample = null, bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false) =>
        catalog.CreateTextLoader(OptionsOf(columns, separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse), dataSample);

    /// <summary>A loader of text files.</summary>
    public static TextLoader CreateTextLoader(this DataOperationsCatalog catalog, TextLoader.Options options, IMultiStreamSource dataSample = null) =>
        new(EnvironmentOf(catalog), options, dataSample);

    /// <summary>A loader of text files whose columns are the members of a class that have a <see cref="LoadColumnAttribute"/>.</summary>
    public static TextLoader CreateTextLoader<TInput>(this DataOperationsCatalog catalog, char separatorChar = '\t', bool hasHeader = false,
        IMultiStreamSource dataSample = null, bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false) =>
        catalog.CreateTextLoader(ColumnsOf(typeof(TInput)), separatorChar, hasHeader, dataSample, allowQuoting, trimWhitespace, allowSparse);

    /// <summary>A loader of text files whose columns are the members of a class that have a <see cref="LoadColumnAttribute"/>.</summary>
    public static TextLoader CreateTextLoader<TInput>(this DataOperationsCatalog catalog, TextLoader.Options options, IMultiStreamSource dataSample = null)
    {
        EnvironmentOf(catalog).CheckValue(options, nameof(options));
        options.Columns = ColumnsOf(typeof(TInput));
        return catalog.CreateTextLoader(options, dataSample);
    }

    /// <summary>The rows of a text file.</summary>
    public static IDataView LoadFromTextFile(this DataOperationsCatalog catalog, string path, TextLoader.Column[] columns, char separatorChar = '\t',
        bool hasHeader = false, bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false) =>
        catalog.LoadFromTextFile(path, OptionsOf(columns, separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse));

    /// <summary>The rows of a text file; without options of one whose comment says what its columns are.</summary>
    public static IDataView LoadFromTextFile(this DataOperationsCatalog catalog, string path, TextLoader.Options options = null)
    {
        EnvironmentOf(catalog).CheckNonEmpty(path, nameof(path));
        var source = new MultiFileSource(path);
        return catalog.CreateTextLoader(options ?? new TextLoader.Options(), source).Load(source);
    }

    /// <summary>The rows of a text file, with the members of a class that have a <see cref="LoadColumnAttribute"/> as columns.</summary>
    public static IDataView LoadFromTextFile<TInput>(this DataOperationsCatalog catalog, string path, char separatorChar = '\t', bool hasHeader = false,
        bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false) =>
        catalog.LoadFromTextFile(path, ColumnsOf(typeof(TInput)), separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse);

    /// <summary>The rows of a text file, with the members of a class that have a <see cref="LoadColumnAttribute"/> as columns.</summary>
    public static IDataView LoadFromTextFile<TInput>(this DataOperationsCatalog catalog, string path, TextLoader.Options options)
    {
        EnvironmentOf(catalog).CheckNonEmpty(path, nameof(path));
        var source = new MultiFileSource(path);
        return catalog.CreateTextLoader<TInput>(options, source).Load(source);
    }

    /// <summary>Writes the rows of a data view as text.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows. Columns that have no built-in type, such as images, are left out, and the log says so.</param>
    /// <param name="stream">Where to write; it stays open.</param>
    /// <param name="separatorChar">What separates fields: a tab, a space, a comma, a semicolon or a bar.</param>
    /// <param name="headerRow">Whether to write the names of the fields.</param>
    /// <param name="schema">Whether to write a comment that says what the columns are.</param>
    /// <param name="keepHidden">Whether to write columns that others of the same name hide.</param>
    /// <param name="forceDense">Whether to write every field, even of lines that have few values.</param>
    public static void SaveAsText(this DataOperationsCatalog catalog, IDataView data, Stream stream, char separatorChar = '\t', bool headerRow = true,
        bool schema = true, bool keepHidden = false, bool forceDense = false)
    {
        var env = EnvironmentOf(catalog);
        env.CheckValue(data, nameof(data));
        env.CheckValue(stream, nameof(stream));
        env.CheckUserArg(separatorChar is '\t' or ' ' or ',' or ';' or '|', nameof(separatorChar),
            $"Invalid separator '{separatorChar}' - must be: space, tab, comma, semicolon, or bar");
        using var channel = env.Start("Saving data");
        var columns = SavableColumns.Of(channel, data.Schema, keepHidden, type => SavableColumns.CanSave(type) && DataKinds.OfRaw(type.ItemType().RawType) is not null);
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        TextRows.Write(channel, data, columns, writer, separatorChar, headerRow, schema, forceDense);
    }

    private static TextLoader.Options OptionsOf(TextLoader.Column[] columns, char separator, bool hasHeader, bool allowQuoting, bool trimWhitespace,
        bool allowSparse)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new()
        {
            Columns = columns,
            Separators = [separator],
            HasHeader = hasHeader,
            AllowQuoting = allowQuoting,
            TrimWhitespace = trimWhitespace,
            AllowSparse = allowSparse,
        };
    }

    private static TextLoader.Column[] ColumnsOf(Type rowType)
    {
        var columns = new List<TextLoader.Column>();
        foreach (var member in SchemaDefinition.Create(rowType, SchemaDefinition.Direction.Write))
        {
            if (RowMember.Find(rowType, member.MemberName).GetCustomAttribute<LoadColumnAttribute>() is not { } fields)
                continue;
            var item = member.ColumnType.ItemType();
            if (DataKinds.OfRaw(item.RawType) is not { } kind)
                throw new ArgumentOutOfRangeException(nameof(rowType), $"Member {member.MemberName} cannot be loaded from text: it is of type {member.ColumnType}");
            if (member.ColumnType is VectorDataViewType)
            {
                foreach (var range in fields.Sources)
                    range.ForceVector = true;
            }
            columns.Add(new TextLoader.Column(member.ColumnName, kind, fields.Sources, item is KeyDataViewType key ? new KeyCount(key.Count) : null));
        }
        return columns.Count > 0 ? [.. columns]
            : throw new ArgumentOutOfRangeException(nameof(rowType), $"No public member of {rowType} has a {nameof(LoadColumnAttribute)}");
    }

    private static IHostEnvironment EnvironmentOf(DataOperationsCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Environment;
    }
}
