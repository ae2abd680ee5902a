namespace Microsoft.Data.Analysis;

/// <summary>The rows of a data frame, grouped by the values of a column. Where no columns are named, all others are meant.</summary>
public abstract class GroupBy
{
    protected GroupBy()
    {
    }

    /// <summary>How many values each group has.</summary>
    public abstract DataFrame Count(params string[] columnNames);

    /// <summary>The first value of each group.</summary>
    public abstract DataFrame First(params string[] columnNames);

    /// <summary>The first rows of each group.</summary>
    public abstract DataFrame Head(int numberOfRows);

    /// <summary>The last rows of each group.</summary>
    public abstract DataFrame Tail(int numberOfRows);

    public abstract DataFrame Max(params string[] columnNames);

    public abstract DataFrame Min(params string[] columnNames);

    public abstract DataFrame Product(params string[] columnNames);

    public abstract DataFrame Sum(params string[] columnNames);

    public abstract DataFrame Mean(params string[] columnNames);
}
