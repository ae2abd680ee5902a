namespace Microsoft.Data.Analysis;

/// <summary>A column of decimal numbers.</summary>
public class DecimalDataFrameColumn : PrimitiveDataFrameColumn<decimal>
{
    public DecimalDataFrameColumn(string name, IEnumerable<decimal?> values) : base(name, values)
    {
    }

    public DecimalDataFrameColumn(string name, IEnumerable<decimal> values) : base(name, values)
    {
    }

    public DecimalDataFrameColumn(string name, long length = 0) : base(name, length)
    {
    }

    protected override PrimitiveDataFrameColumn<decimal> CreateNewColumn(string name, long length = 0) => new DecimalDataFrameColumn(name, length);
}
