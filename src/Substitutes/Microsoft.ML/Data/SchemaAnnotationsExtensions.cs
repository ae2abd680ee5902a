namespace Microsoft.ML.Data;

/// <summary>What a column's annotations say.</summary>
public static class SchemaAnnotationsExtensions
{
    /// <summary>Whether the column's values have been normalised.</summary>
    public static bool IsNormalized(this DataViewSchema.Column column)
    {
        var annotation = column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.IsNormalized);
        if (annotation?.Type is not BooleanDataViewType)
            return false;
        bool value = false;
        column.Annotations.GetValue(AnnotationKinds.IsNormalized, ref value);
        return value;
    }

    /// <summary>Whether the items of the column's vectors have names.</summary>
    public static bool HasSlotNames(this DataViewSchema.Column column) =>
        column.Type is VectorDataViewType { IsKnownSize: true } vector
        && column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.SlotNames)?.Type is VectorDataViewType { ItemType: TextDataViewType } names
        && names.Size == vector.Size;

    /// <summary>The names of the items; all default where they have none.</summary>
    public static void GetSlotNames(this DataViewSchema.Column column, ref VBuffer<ReadOnlyMemory<char>> slotNames)
    {
        if (column.HasSlotNames())
            column.Annotations.GetValue(AnnotationKinds.SlotNames, ref slotNames);
        else
            slotNames = VBufferEditor.Create(ref slotNames, column.Type.ValueCount(), 0).Commit();
    }

    /// <summary>Whether the column is a key whose values have been kept, of the type given or of any.</summary>
    public static bool HasKeyValues(this DataViewSchema.Column column, PrimitiveDataViewType keyValueItemType = null) =>
        column.Type.ItemType() is KeyDataViewType key
        && column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type is VectorDataViewType values
        && (ulong)values.Size == key.Count
        && values.ItemType.Equals(keyValueItemType ?? TextDataViewType.Instance);

    /// <summary>What the values of the key stand for, in the order of the key.</summary>
    public static void GetKeyValues<TValue>(this DataViewSchema.Column column, ref VBuffer<TValue> keyValues) =>
        column.Annotations.GetValue(AnnotationKinds.KeyValues, ref keyValues);
}
