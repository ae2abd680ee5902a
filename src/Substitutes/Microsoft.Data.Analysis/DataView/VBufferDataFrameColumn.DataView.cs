using Microsoft.ML;
using Microsoft.ML.Data;

namespace Microsoft.Data.Analysis;

public partial class VBufferDataFrameColumn<T>
{
    /// <summary>Vectors of the size that all have, or of any where they differ.</summary>
    protected internal override void AddDataViewColumn(DataViewSchema.Builder builder)
    {
        var item = DataViewTypes.Of(typeof(T)) ?? throw NotSupported();
        int[] lengths = [.. _values.Select(value => value.Length).Distinct().Take(2)];
        builder.AddColumn(Name, new VectorDataViewType(item, lengths is [var length] ? length : 0));
    }

    protected internal override Delegate GetDataViewGetter(DataViewRowCursor cursor) =>
        (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => this[cursor.Position].CopyTo(ref value));

    protected internal override Delegate GetValueGetterUsingCursor(DataViewRowCursor cursor, DataViewSchema.Column schemaColumn) => cursor.GetGetter<VBuffer<T>>(schemaColumn);

    protected internal override void AddValueUsingCursor(DataViewRowCursor cursor, Delegate getter)
    {
        // Each row's own, which the next does not overwrite.
        VBuffer<T> value = default;
        ((ValueGetter<VBuffer<T>>)getter)(ref value);
        Append(value);
    }
}
