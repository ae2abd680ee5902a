namespace Microsoft.ML.Data;

/// <summary>Writes the values of one column one after the other, and reads them again.</summary>
internal abstract class BinaryColumn
{
    internal static BinaryColumn Of(DataViewType type) => (BinaryColumn)Activator.CreateInstance(type is VectorDataViewType vector
        ? typeof(Vectors<>).MakeGenericType(vector.ItemType.RawType)
        : typeof(Scalars<>).MakeGenericType(type.RawType), type);

    /// <summary>What appends the value of the row that a cursor is at.</summary>
    internal abstract Action<BinaryWriter> Writer(DataViewRow row, DataViewSchema.Column column);

    /// <summary>Goes on to the next value.</summary>
    internal abstract void Read(IExceptionContext context, BinaryReader reader);

    /// <summary>A ValueGetter of the column's type for the value that was read last.</summary>
    internal abstract Delegate Getter(Action check);

    private sealed class Scalars<T>(DataViewType type) : BinaryColumn
    {
        private T _value;

        internal override Action<BinaryWriter> Writer(DataViewRow row, DataViewSchema.Column column)
        {
            var get = row.GetGetter<T>(column);
            T value = default;
            return writer =>
            {
                get(ref value);
                SchemaValue.WriteItem(writer, value);
            };
        }

        internal override void Read(IExceptionContext context, BinaryReader reader)
        {
            _value = SchemaValue.ReadItem<T>(reader);
            context.CheckDecode(type is not KeyDataViewType key || Convert.ToUInt64(_value) <= key.Count, $"The key {_value} is beyond its type, {type}");
        }

        internal override Delegate Getter(Action check) => (ValueGetter<T>)((ref T value) =>
        {
            check();
            value = _value;
        });
    }

    private sealed class Vectors<T>(DataViewType type) : BinaryColumn
    {
        private readonly int _length = ((VectorDataViewType)type).Size;
        private VBuffer<T> _value;

        internal override Action<BinaryWriter> Writer(DataViewRow row, DataViewSchema.Column column)
        {
            var get = row.GetGetter<VBuffer<T>>(column);
            VBuffer<T> value = default;
            return writer =>
            {
                get(ref value);
                SchemaValue.WriteVector(writer, value);
            };
        }

        internal override void Read(IExceptionContext context, BinaryReader reader)
        {
            SchemaValue.ReadVector(context, reader, ref _value);
            context.CheckDecode(_length == 0 || _length == _value.Length, $"A vector has {_value.Length} values and not {_length}");
        }

        internal override Delegate Getter(Action check) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
        {
            check();
            _value.CopyTo(ref value);
        });
    }
}
