namespace Microsoft.ML.Transforms;

/// <summary>Annotations as shapes and as values.</summary>
internal static class AnnotationShapes
{
    internal static SchemaShape.Column IsNormalized { get; } = new(AnnotationKinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar,
        BooleanDataViewType.Instance, false);

    internal static SchemaShape.Column SlotNames { get; } = new(AnnotationKinds.SlotNames, SchemaShape.Column.VectorKind.Vector,
        TextDataViewType.Instance, false);

    internal static SchemaShape.Column KeyValues(DataViewType itemType) =>
        new(AnnotationKinds.KeyValues, SchemaShape.Column.VectorKind.Vector, itemType, false);

    internal static void AddIsNormalized(this DataViewSchema.Annotations.Builder builder) =>
        builder.AddPrimitiveValue(AnnotationKinds.IsNormalized, BooleanDataViewType.Instance, true);

    /// <summary>Adds names for the items of vectors; null for those that have none.</summary>
    internal static void AddSlotNames(this DataViewSchema.Annotations.Builder builder, IReadOnlyList<string> names) =>
        builder.Add<VBuffer<ReadOnlyMemory<char>>>(AnnotationKinds.SlotNames, new VectorDataViewType(TextDataViewType.Instance, names.Count),
            (ref VBuffer<ReadOnlyMemory<char>> value) =>
            {
                var editor = VBufferEditor.Create(ref value, names.Count);
                for (int i = 0; i < names.Count; i++)
                    editor.Values[i] = names[i].AsMemory();
                value = editor.Commit();
            });

    /// <summary>The names of the items of a column's vectors; null for those that have none.</summary>
    internal static string[] SlotNamesOf(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.IsEmpty ? null : name.ToString())];
    }

    /// <summary>Names for the parts of each item of a column's vectors, after the names of the items.</summary>
    internal static string[] NamesInEachSlot(DataViewSchema.Column column, string[] names) =>
        [.. SlotNamesOf(column).SelectMany((slot, i) => names.Select(name => $"{slot ?? $"[{i}]"}.{name}"))];
}
