namespace Microsoft.Data.Analysis;

/// <summary>Which rows of two data frames a join keeps.</summary>
public enum JoinAlgorithm
{
    /// <summary>All of the left one.</summary>
    Left = 0,

    /// <summary>All of the right one.</summary>
    Right = 1,

    /// <summary>All of both.</summary>
    FullOuter = 2,

    /// <summary>Those that both have.</summary>
    Inner = 3,
}
