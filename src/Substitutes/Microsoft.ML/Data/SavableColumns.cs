namespace Microsoft.ML.Data;

/// <summary>Which columns of a data view a file can have.</summary>
internal static class SavableColumns
{
    /// <summary>Those of built-in types; the log names the others.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    internal static DataViewSchema.Column[] Of(IChannel channel, DataViewSchema schema, bool keepHidden) => Of(channel, schema, keepHidden, CanSave);

    /// <summary>Those of types that the file's format has; the log names the others.</summary>
    internal static DataViewSchema.Column[] Of(IChannel channel, DataViewSchema schema, bool keepHidden, Func<DataViewType, bool> canSave)
    {
        var visible = schema.Where(c => keepHidden || !c.IsHidden).ToArray();
        foreach (var left in visible.Where(c => !canSave(c.Type)))
            channel.Info(MessageSensitivity.Schema, "The column '{0}' will not be written as it has unsavable column type.", left.Name);
        DataViewSchema.Column[] columns = [.. visible.Where(c => canSave(c.Type))];
        channel.Check(columns.Length > 0, "No valid columns to save");
        return columns;
    }

    internal static bool CanSave(DataViewType type) => type.ItemType() is KeyDataViewType || ColumnTypes.PrimitiveOrNull(type.ItemType().RawType) == type.ItemType();
}
