namespace Microsoft.ML.Data;

/// <summary>
/// The rows of a file: eight bytes that name the format, the schema, blocks of rows, a block of none, the number of all rows. In a block each
/// column is by itself, preceded by its size, so that columns that nobody needs are skipped.
/// </summary>
internal sealed partial class BinaryRows : IDataView
{
    private const int RowsInBlock = 4096, BytesInBlock = 1 << 22;

    private readonly IHostEnvironment _env;
    private readonly IMultiStreamSource _source;
    private readonly long _start, _rows;

    public BinaryRows(IHostEnvironment env, IMultiStreamSource source)
    {
        _env = env;
        _source = source;
        Name = source.GetPathOrNull(0) ?? "The stream";
        using var stream = source.Open(0);
        env.CheckParam(stream.CanSeek, nameof(source), $"{Name} cannot be read from anywhere but its beginning");
        Span<byte> found = stackalloc byte[Magic.Length];
        env.CheckDecode(stream.ReadAtLeast(found, Magic.Length, throwOnEndOfStream: false) == Magic.Length && found.SequenceEqual(Magic),
            $"{Name} does not have the format of rows that SaveAsBinary writes");
        Schema = SchemaStream.Read(env, stream);
        _start = stream.Position;
        env.CheckDecode(stream.Length - _start >= sizeof(int) + sizeof(long), $"{Name} is cut off");
        stream.Position = stream.Length - sizeof(long);
        _rows = new BinaryReader(stream).ReadInt64();
        env.CheckDecode(_rows >= 0, $"{Name} says that it has {_rows} rows");
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    private static ReadOnlySpan<byte> Magic => "MLROWS\0\x1"u8;

    private string Name { get; }

    public static void Write(IChannel channel, IDataView data, DataViewSchema.Column[] columns, Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        SchemaStream.Write(columns, stream);
        long rows = 0;
        using (var cursor = data.GetRowCursor(columns))
        {
            var buffers = columns.Select(_ => new BinaryWriter(new MemoryStream())).ToArray();
            var writers = columns.Select(column => BinaryColumn.Of(column.Type).Writer(cursor, column)).ToArray();
            bool more = cursor.MoveNext();
            while (more)
            {
                int rowsInBlock = 0;
                while (more && rowsInBlock < RowsInBlock && buffers.Sum(buffer => buffer.BaseStream.Position) < BytesInBlock)
                {
                    for (int i = 0; i < writers.Length; i++)
                        writers[i](buffers[i]);
                    rowsInBlock++;
                    more = cursor.MoveNext();
                }
                writer.Write(rowsInBlock);
                foreach (var buffer in buffers)
                    WriteColumn(writer, (MemoryStream)buffer.BaseStream);
                rows += rowsInBlock;
            }
        }
        writer.Write(0);
        writer.Write(rows);
        channel.Info(MessageSensitivity.None, "Wrote {0} rows across {1} columns", rows, columns.Length);
    }

    public long? GetRowCount() => _rows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(this, ColumnActivity.Of(columnsNeeded, Schema));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private static void WriteColumn(BinaryWriter writer, MemoryStream bytes)
    {
        writer.Write((int)bytes.Position);
        writer.Write(bytes.GetBuffer(), 0, (int)bytes.Position);
        bytes.Position = 0;
    }
}
