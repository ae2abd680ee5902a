using System.Reflection;

namespace Microsoft.ML;

/// <summary>Writes and reads values of annotations: any built-in type, alone or in a vector.</summary>
internal static class SchemaValue
{
    /// <summary>The built-in types; a type's code in a stream is its place here.</summary>
    private static readonly Type[] Types =
    [
        typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double),
        typeof(bool), typeof(ReadOnlyMemory<char>), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DataViewRowId),
    ];

    internal static int CodeOf(Type type) => Array.IndexOf(Types, type);

    internal static Type TypeOf(IExceptionContext context, int code)
    {
        context.CheckDecode(code < Types.Length, $"The schema of the model is corrupt: unknown type {code}");
        return Types[code];
    }

    internal static void Write(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column column) =>
        Call(column.Type is VectorDataViewType ? nameof(WriteVector) : nameof(WriteScalar), column.Type.ItemType().RawType, writer, annotations, column);

    internal static Delegate Read(IExceptionContext context, BinaryReader reader, DataViewType type) =>
        (Delegate)Call(type is VectorDataViewType ? nameof(ReadVector) : nameof(ReadScalar), type.ItemType().RawType, context, reader);

    private static void WriteScalar<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column column)
    {
        T value = default;
        annotations.GetGetter<T>(column)(ref value);
        WriteItem(writer, value);
    }

    private static void WriteVector<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column column)
    {
        VBuffer<T> value = default;
        annotations.GetGetter<VBuffer<T>>(column)(ref value);
        writer.Write(value.Length);
        writer.Write(value.GetValues().Length);
        foreach (var item in value.GetValues())
            WriteItem(writer, item);
        foreach (int index in value.GetIndices())
            writer.Write(index);
    }

    private static ValueGetter<T> ReadScalar<T>(IExceptionContext context, BinaryReader reader)
    {
        var value = (T)ReadItem(reader, typeof(T));
        return (ref T destination) => destination = value;
    }

    private static ValueGetter<VBuffer<T>> ReadVector<T>(IExceptionContext context, BinaryReader reader)
    {
        int length = reader.ReadInt32(), count = reader.ReadInt32();
        context.CheckDecode(count >= 0 && count <= length && count <= reader.BaseStream.Length - reader.BaseStream.Position,
            $"The schema of the model is corrupt: a vector with {count} of {length} values");
        var values = new T[count];
        for (int i = 0; i < count; i++)
            values[i] = (T)ReadItem(reader, typeof(T));
        int[] indices = null;
        if (count < length)
        {
            indices = new int[count];
            for (int i = 0; i < count; i++)
            {
                indices[i] = reader.ReadInt32();
                context.CheckDecode(indices[i] < length && indices[i] > (i == 0 ? -1 : indices[i - 1]), "The schema of the model is corrupt: a vector's indices are not increasing");
            }
        }
        var value = new VBuffer<T>(length, count, values, indices);
        return (ref VBuffer<T> destination) => value.CopyTo(ref destination);
    }

    internal static void WriteItem<T>(BinaryWriter writer, T item)
    {
        switch (item)
        {
            case sbyte v: writer.Write(v); break;
            case byte v: writer.Write(v); break;
            case short v: writer.Write(v); break;
            case ushort v: writer.Write(v); break;
            case int v: writer.Write(v); break;
            case uint v: writer.Write(v); break;
            case long v: writer.Write(v); break;
            case ulong v: writer.Write(v); break;
            case float v: writer.Write(v); break;
            case double v: writer.Write(v); break;
            case bool v: writer.Write(v); break;
            case ReadOnlyMemory<char> v: writer.Write(v.ToString()); break;
            case DateTime v: writer.Write(v.Ticks); break;
            case DateTimeOffset v: writer.Write(v.Ticks); writer.Write(v.Offset.Ticks); break;
            case TimeSpan v: writer.Write(v.Ticks); break;
            case DataViewRowId v: writer.Write(v.Low); writer.Write(v.High); break;
            default: throw new NotSupportedException($"Values of {typeof(T)} cannot be written.");
        }
    }

    internal static object ReadItem(BinaryReader reader, Type type) => Array.IndexOf(Types, type) switch
    {
        0 => reader.ReadSByte(),
        1 => reader.ReadByte(),
        2 => reader.ReadInt16(),
        3 => reader.ReadUInt16(),
        4 => reader.ReadInt32(),
        5 => reader.ReadUInt32(),
        6 => reader.ReadInt64(),
        7 => reader.ReadUInt64(),
        8 => reader.ReadSingle(),
        9 => reader.ReadDouble(),
        10 => reader.ReadBoolean(),
        11 => reader.ReadString().AsMemory(),
        12 => new DateTime(reader.ReadInt64()),
        13 => new DateTimeOffset(reader.ReadInt64(), new TimeSpan(reader.ReadInt64())),
        14 => new TimeSpan(reader.ReadInt64()),
        15 => new DataViewRowId(reader.ReadUInt64(), reader.ReadUInt64()),
        _ => throw new NotSupportedException($"Values of {type} cannot be read."),
    };

    private static object Call(string method, Type item, params object[] arguments) => typeof(SchemaValue)
        .GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic).MakeGenericMethod(item)
        .Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);
}
