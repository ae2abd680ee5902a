namespace Microsoft.Data.Analysis;

/// <summary>Which rows <see cref="DataFrame.DropNulls"/> drops.</summary>
public enum DropNullOptions
{
    /// <summary>Those with any null.</summary>
    Any = 0,

    /// <summary>Those of nulls only.</summary>
    All = 1,
}
