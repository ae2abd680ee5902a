using System.Text;

namespace Microsoft.ML;

/// <summary>Writes and reads the schema of rows, such as those that a model was trained on: names, types and annotations, without those columns that have no built-in type.</summary>
internal static class SchemaStream
{
    private const uint Magic = 0x48435344;
    private const int Version = 1;
    private const int MaxDepth = 4;

    internal static void Write(DataViewSchema.Column[] columns, Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Version);
        WriteColumns(writer, columns, annotations: null);
    }

    internal static DataViewSchema Read(IExceptionContext context, Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            context.CheckDecode(reader.ReadUInt32() == Magic, "The schema is corrupt");
            context.CheckDecode(reader.ReadInt32() == Version, "The schema has an unknown version");
            var builder = new DataViewSchema.Builder();
            int count = ReadCount(context, reader);
            for (int i = 0; i < count; i++)
            {
                string name = reader.ReadString();
                var type = ReadType(context, reader);
                builder.AddColumn(name, type, ReadAnnotations(context, reader, 0));
            }
            return builder.ToSchema();
        }
        catch (Exception ex) when (ex is EndOfStreamException or ArgumentException or DecoderFallbackException or OverflowException or FormatException && !ex.IsMarked())
        {
            throw context.ExceptDecode(ex, "The schema is corrupt");
        }
    }

    private static void WriteColumns(BinaryWriter writer, DataViewSchema.Column[] columns, DataViewSchema.Annotations annotations)
    {
        writer.Write(columns.Length);
        foreach (var column in columns)
        {
            writer.Write(column.Name);
            WriteType(writer, column.Type);
            if (annotations is not null)
                SchemaValue.Write(writer, annotations, column);
            WriteColumns(writer, [.. column.Annotations.Schema.Where(c => SavableColumns.CanSave(c.Type))], column.Annotations);
        }
    }

    private static DataViewSchema.Annotations ReadAnnotations(IExceptionContext context, BinaryReader reader, int depth)
    {
        int count = ReadCount(context, reader);
        if (count == 0)
            return DataViewSchema.Annotations.Empty;
        context.CheckDecode(depth < MaxDepth, "The schema is corrupt: annotations of annotations go too deep");
        var builder = new DataViewSchema.Annotations.Builder();
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            var type = ReadType(context, reader);
            var getter = SchemaValue.Read(context, reader, type);
            builder.Add(name, type, getter, ReadAnnotations(context, reader, depth + 1));
        }
        return builder.ToAnnotations();
    }

    // A column takes at least two bytes, so the rest of the stream bounds their number.
    private static int ReadCount(IExceptionContext context, BinaryReader reader)
    {
        int count = reader.ReadInt32();
        context.CheckDecode(count >= 0 && count <= (reader.BaseStream.Length - reader.BaseStream.Position) / 2, $"The schema is corrupt: {count} columns");
        return count;
    }

    private static void WriteType(BinaryWriter writer, DataViewType type)
    {
        var item = type.ItemType();
        var key = item as KeyDataViewType;
        writer.Write((byte)SchemaValue.CodeOf(item.RawType));
        writer.Write(key?.Count ?? 0);
        var dimensions = (type as VectorDataViewType)?.Dimensions ?? [];
        writer.Write((byte)dimensions.Length);
        foreach (int d in dimensions)
            writer.Write(d);
    }

    private static DataViewType ReadType(IExceptionContext context, BinaryReader reader)
    {
        var raw = SchemaValue.TypeOf(context, reader.ReadByte());
        ulong count = reader.ReadUInt64();
        PrimitiveDataViewType item = count > 0 ? new KeyDataViewType(raw, count) : ColumnTypes.PrimitiveOrNull(raw);
        var dimensions = new int[reader.ReadByte()];
        for (int i = 0; i < dimensions.Length; i++)
            dimensions[i] = reader.ReadInt32();
        return dimensions.Length > 0 ? new VectorDataViewType(item, dimensions) : item;
    }
}
