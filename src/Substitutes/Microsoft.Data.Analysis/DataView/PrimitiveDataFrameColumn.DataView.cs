using Microsoft.ML;
using Microsoft.ML.Data;

namespace Microsoft.Data.Analysis;

public partial class PrimitiveDataFrameColumn<T>
{
    protected internal override void AddDataViewColumn(DataViewSchema.Builder builder) => builder.AddColumn(Name, DataViewTypes.Of(typeof(T)) ?? throw NotSupported());

    /// <summary>A null is NaN for real numbers, and the default of other types. Characters are numbers there, and decimal numbers real ones.</summary>
    protected internal override Delegate GetDataViewGetter(DataViewRowCursor cursor) => this switch
    {
        PrimitiveDataFrameColumn<float> column => column.Getter(cursor, value => value ?? float.NaN),
        PrimitiveDataFrameColumn<double> column => column.Getter(cursor, value => value ?? double.NaN),
        PrimitiveDataFrameColumn<decimal> column => column.Getter(cursor, value => value is { } given ? (double)given : double.NaN),
        PrimitiveDataFrameColumn<char> column => column.Getter(cursor, value => (ushort)(value ?? default)),
        _ => Getter(cursor, value => value ?? default),
    };

    protected internal override Delegate GetValueGetterUsingCursor(DataViewRowCursor cursor, DataViewSchema.Column schemaColumn) => cursor.GetGetter<T>(schemaColumn);

    protected internal override void AddValueUsingCursor(DataViewRowCursor cursor, Delegate getter)
    {
        T value = default;
        ((ValueGetter<T>)getter)(ref value);
        Append(value);
    }

    private ValueGetter<TValue> Getter<TValue>(DataViewRowCursor cursor, Func<T?, TValue> convert) => (ref TValue value) => value = convert(this[cursor.Position]);
}
