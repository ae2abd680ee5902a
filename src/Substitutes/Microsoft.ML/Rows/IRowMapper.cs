namespace Microsoft.ML.Data;

/// <summary>Computes new columns of a row from the row, for one input schema.</summary>
internal interface IRowMapper
{
    /// <summary>The new columns.</summary>
    DataViewSchema.DetachedColumn[] GetOutputColumns();

    /// <summary>The input columns, by index, that the active ones of the new columns need.</summary>
    Func<int, bool> GetDependencies(Func<int, bool> activeOutput);

    /// <summary>One getter per new column, null where inactive, and what to do when the row is disposed (may be null).</summary>
    Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer);
}
