using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Rows;

/// <summary>A column that is computed for many rows at once.</summary>
internal abstract class RowFunction
{
    /// <summary>Where it runs.</summary>
    public abstract IHost Host { get; }

    /// <summary>Most rows that are computed at once.</summary>
    public abstract int BatchSize { get; }

    /// <summary>The column that it computes.</summary>
    public abstract DataViewSchema.DetachedColumn Output { get; }

    /// <summary>The columns that it is computed from.</summary>
    /// <param name="input">The input's schema.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public abstract DataViewSchema.Column[] InputColumns(DataViewSchema input);

    /// <summary>Begins to compute the column for a row that moves.</summary>
    /// <param name="input">The row; the input columns are active.</param>
    /// <param name="capacity">How many slots to read rows into.</param>
    public abstract RowEvaluation Open(DataViewRow input, int capacity);
}
