using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML;

/// <summary>Writes and reads values: any built-in type, alone or in a vector.</summary>
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
        context.CheckDecode(code < Types.Length, $"The schema is corrupt: unknown type {code}");
        return Types[code];
    }

    internal static void Write(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column column) =>
        Call(column.Type is VectorDataViewType ? nameof(WriteVectorOf) : nameof(WriteScalarOf), column.Type.ItemType().RawType, writer, annotations, column);

    internal static Delegate Read(IExceptionContext context, BinaryReader reader, DataViewType type) =>
        (Delegate)Call(type is VectorDataViewType ? nameof(ReadVectorOf) : nameof(ReadScalarOf), type.ItemType().RawType, context, reader);

    internal static void WriteVector<T>(BinaryWriter writer, in VBuffer<T> value)
    {
        writer.Write(value.Length);
        writer.Write(value.GetValues().Length);
        WriteItems(writer, value.GetValues());
        WriteItems(writer, value.GetIndices());
    }

    internal static void ReadVector<T>(IExceptionContext context, BinaryReader reader, ref VBuffer<T> value)
    {
        int length = reader.ReadInt32(), count = reader.ReadInt32();
        context.CheckDecode(count >= 0 && count <= length && count <= reader.BaseStream.Length - reader.BaseStream.Position,
            $"A vector claims to have {count} of {length} values");
        var editor = VBufferEditor.Create(ref value, length, count);
        ReadItems(reader, editor.Values);
        if (count < length)
        {
            ReadItems(reader, editor.Indices);
            for (int i = 0; i < count; i++)
                context.CheckDecode(editor.Indices[i] < length && editor.Indices[i] > (i == 0 ? -1 : editor.Indices[i - 1]), "A vector's indices are not increasing");
        }
        value = editor.Commit();
    }

    internal static T ReadItem<T>(BinaryReader reader)
    {
        if (!IsNumber<T>())
            return (T)ReadOther(reader, typeof(T));
        T value = default;
        reader.BaseStream.ReadExactly(BytesOf(new Span<T>(ref value)));
        return value;
    }

    private static void WriteScalarOf<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column column)
    {
        T value = default;
        annotations.GetGetter<T>(column)(ref value);
        WriteItem(writer, value);
    }

    private static void WriteVectorOf<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column column)
    {
        VBuffer<T> value = default;
        annotations.GetGetter<VBuffer<T>>(column)(ref value);
        WriteVector(writer, value);
    }

    private static ValueGetter<T> ReadScalarOf<T>(IExceptionContext context, BinaryReader reader)
    {
        var value = ReadItem<T>(reader);
        return (ref T destination) => destination = value;
    }

    private static ValueGetter<VBuffer<T>> ReadVectorOf<T>(IExceptionContext context, BinaryReader reader)
    {
        VBuffer<T> value = default;
        ReadVector(context, reader, ref value);
        return (ref VBuffer<T> destination) => value.CopyTo(ref destination);
    }

    private static void WriteItems<T>(BinaryWriter writer, ReadOnlySpan<T> items)
    {
        if (IsNumber<T>())
        {
            writer.Write(BytesOf(items));
            return;
        }
        foreach (var item in items)
            WriteItem(writer, item);
    }

    private static void ReadItems<T>(BinaryReader reader, Span<T> items)
    {
        if (IsNumber<T>())
        {
            reader.BaseStream.ReadExactly(BytesOf(items));
            return;
        }
        foreach (ref var item in items)
            item = ReadItem<T>(reader);
    }

    // Numbers go as they are in memory, which is little-endian wherever this runs.
    private static bool IsNumber<T>() => typeof(T).IsPrimitive && typeof(T) != typeof(bool);

    private static ReadOnlySpan<byte> BytesOf<T>(ReadOnlySpan<T> numbers) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(numbers)), numbers.Length * Unsafe.SizeOf<T>());

    private static Span<byte> BytesOf<T>(Span<T> numbers) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(numbers)), numbers.Length * Unsafe.SizeOf<T>());

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

    private static object ReadOther(BinaryReader reader, Type type) => type switch
    {
        _ when type == typeof(bool) => reader.ReadBoolean(),
        _ when type == typeof(ReadOnlyMemory<char>) => reader.ReadString().AsMemory(),
        _ when type == typeof(DateTime) => new DateTime(reader.ReadInt64()),
        _ when type == typeof(DateTimeOffset) => new DateTimeOffset(reader.ReadInt64(), new TimeSpan(reader.ReadInt64())),
        _ when type == typeof(TimeSpan) => new TimeSpan(reader.ReadInt64()),
        _ when type == typeof(DataViewRowId) => new DataViewRowId(reader.ReadUInt64(), reader.ReadUInt64()),
        _ => throw new NotSupportedException($"Values of {type} cannot be read."),
    };

    private static object Call(string method, Type item, params object[] arguments) => typeof(SchemaValue)
        .GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic).MakeGenericMethod(item)
        .Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);
}
