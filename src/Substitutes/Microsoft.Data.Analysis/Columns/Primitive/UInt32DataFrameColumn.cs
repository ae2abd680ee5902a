namespace Microsoft.Data.Analysis;

/// <summary>A column of unsigned integers of 32 bits.</summary>
public class UInt32DataFrameColumn : PrimitiveDataFrameColumn<uint>
{
    public UInt32DataFrameColumn(string name, IEnumerable<uint?> values) : base(name, values)
    {
    }

    public UInt32DataFrameColumn(string name, IEnumerable<uint> values) : base(name, values)
    {
    }

    public UInt32DataFrameColumn(string name, long length = 0) : base(name, length)
    {
    }

    protected override PrimitiveDataFrameColumn<uint> CreateNewColumn(string name, long length = 0) => new UInt32DataFrameColumn(name, length);
}
