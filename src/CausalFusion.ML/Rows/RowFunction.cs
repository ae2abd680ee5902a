using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Rows;

/// <summary>Columns that are computed for many rows at once.</summary>
internal abstract class RowFunction
{
    /// <summary>Where it runs.</summary>
    public abstract IHost Host { get; }

    /// <summary>Most rows that are computed at once.</summary>
    public abstract int BatchSize { get; }

    /// <summary>The columns that it computes, at least one.</summary>
    public abstract IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    /// <summary>The columns that these are computed from.</summary>
    /// <param name="input">The input's schema.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public abstract DataViewSchema.Column[] InputColumns(DataViewSchema input);

    /// <summary>Begins to compute the columns for a row that moves.</summary>
    /// <param name="input">The row; the input columns are active.</param>
    /// <param name="capacity">How many slots to read rows into.</param>
    public abstract RowEvaluation Open(DataViewRow input, int capacity);
}
