namespace Microsoft.Data.Analysis;

/// <summary>A column of unsigned integers of 8 bits.</summary>
public class ByteDataFrameColumn : PrimitiveDataFrameColumn<byte>
{
    public ByteDataFrameColumn(string name, IEnumerable<byte?> values) : base(name, values)
    {
    }

    public ByteDataFrameColumn(string name, IEnumerable<byte> values) : base(name, values)
    {
    }

    public ByteDataFrameColumn(string name, long length = 0) : base(name, length)
    {
    }

    protected override PrimitiveDataFrameColumn<byte> CreateNewColumn(string name, long length = 0) => new ByteDataFrameColumn(name, length);
}
