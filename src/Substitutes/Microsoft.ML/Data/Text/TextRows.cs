namespace Microsoft.ML.Data;

/// <summary>Writes the rows of a data view as text.</summary>
internal static class TextRows
{
    public static void Write(IChannel channel, IDataView data, DataViewSchema.Column[] columns, TextWriter writer, char separator, bool header, bool comment,
        bool forceDense)
    {
        // Vectors without names for their items give a header nothing to say.
        header = header && columns.Any(column => column.Type is not VectorDataViewType || column.HasSlotNames());
        if (comment)
        {
            foreach (string line in TextNotation.Comment(header, separator, Settle(channel, columns)))
                writer.WriteLine(line);
        }
        var rowWriter = new TextRowWriter(writer, separator, forceDense);
        if (header)
            WriteHeader(rowWriter, columns, separator);
        using var cursor = data.GetRowCursor(columns);
        var fields = columns.Select(column => new TextFields(cursor, column, separator)).ToArray();
        long rows = 0;
        for (; cursor.MoveNext(); rows++)
        {
            foreach (var column in fields)
                rowWriter.Add(column.Read(), column.ByDefault);
            rowWriter.EndLine();
        }
        channel.Info(MessageSensitivity.None, "Wrote {0} rows", rows);
    }

    private static void WriteHeader(TextRowWriter rowWriter, DataViewSchema.Column[] columns, char separator)
    {
        foreach (var column in columns)
        {
            IEnumerable<string> names = column.Type is VectorDataViewType ? Transforms.AnnotationShapes.SlotNamesOf(column) : [column.Name];
            rowWriter.Add(names.Select(name => name is null ? null : TextRowWriter.Quoted(name.AsMemory(), separator)), "\"\"");
        }
        rowWriter.EndLine();
    }

    /// <summary>Where the columns are once they are written one after the other.</summary>
    private static IEnumerable<TextColumn> Settle(IChannel channel, DataViewSchema.Column[] columns)
    {
        int at = 0;
        foreach (var column in columns)
        {
            bool isVariable = column.Type is VectorDataViewType { IsKnownSize: false };
            if (isVariable && column.Index != columns[^1].Index)
                channel.Warning(MessageSensitivity.Schema, "Column '{0}' is variable length, so it must be the last, or the file will be unreadable.", column.Name);
            int length = column.Type.ValueCount();
            yield return new TextColumn(column.Name, DataKinds.OfRaw(column.Type.ItemType().RawType).Value, column.Type, [(at, at + length)], isVariable);
            at += length;
        }
    }
}
