namespace Microsoft.Data.Analysis;

/// <summary>A column of integers of 8 bits.</summary>
public class SByteDataFrameColumn : PrimitiveDataFrameColumn<sbyte>
{
    public SByteDataFrameColumn(string name, IEnumerable<sbyte?> values) : base(name, values)
    {
    }

    public SByteDataFrameColumn(string name, IEnumerable<sbyte> values) : base(name, values)
    {
    }

    public SByteDataFrameColumn(string name, long length = 0) : base(name, length)
    {
    }

    protected override PrimitiveDataFrameColumn<sbyte> CreateNewColumn(string name, long length = 0) => new SByteDataFrameColumn(name, length);
}
