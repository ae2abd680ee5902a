namespace CausalFusion.Kernels;

/// <summary>In what order the values of a matrix product are summed.</summary>
internal enum ProductOrder
{
    /// <summary>In the fastest one for so many rows.</summary>
    Any,

    /// <summary>In one that is the same for each row, whatever rows are beside it.</summary>
    Exact,

    /// <summary>Likewise, but in another one, which few rows are fast in.</summary>
    FewRows,
}
