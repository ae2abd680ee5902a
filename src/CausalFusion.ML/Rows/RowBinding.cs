using Microsoft.ML;

namespace CausalFusion.ML.Rows;

/// <summary>A <see cref="RowFunction"/> bound to an input schema.</summary>
internal sealed class RowBinding
{
    private readonly DataViewSchema.Column[] _functionInputs;

    public RowBinding(RowFunction function, DataViewSchema inputSchema, CancellationToken cancellationToken = default)
    {
        Function = function;
        InputSchema = inputSchema;
        CancellationToken = cancellationToken;
        _functionInputs = function.InputColumns(inputSchema);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        builder.AddColumns(function.Outputs);
        OutputSchema = builder.ToSchema();
    }

    public RowFunction Function { get; }

    public DataViewSchema InputSchema { get; }

    /// <summary>Stops the computation.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The input's columns, then the computed ones.</summary>
    public DataViewSchema OutputSchema { get; }

    /// <summary>The index of the first computed column.</summary>
    public int FirstOutput => InputSchema.Count;

    /// <summary>One flag per column of <see cref="OutputSchema"/>.</summary>
    /// <param name="columns">Columns of that schema.</param>
    /// <exception cref="ArgumentException">A column is not of that schema.</exception>
    public bool[] Activate(IEnumerable<DataViewSchema.Column>? columns)
    {
        bool[] active = new bool[OutputSchema.Count];
        foreach (DataViewSchema.Column column in columns ?? [])
        {
            if (column.Index >= active.Length || OutputSchema[column.Index].Name != column.Name)
            {
                throw new ArgumentException($"Column '{column.Name}' at {column.Index} is not a column of this data view.", nameof(columns));
            }
            active[column.Index] = true;
        }
        return active;
    }

    /// <summary>Whether a computed column is among the active ones.</summary>
    /// <param name="active">One flag per column of <see cref="OutputSchema"/>.</param>
    public bool Computes(bool[] active) => active.AsSpan(FirstOutput).Contains(true);

    /// <summary>The input columns that the active columns need.</summary>
    /// <param name="active">One flag per column of <see cref="OutputSchema"/>.</param>
    public DataViewSchema.Column[] InputColumns(bool[] active)
    {
        bool[] needed = active[..InputSchema.Count];
        if (Computes(active))
        {
            foreach (DataViewSchema.Column column in _functionInputs)
            {
                needed[column.Index] = true;
            }
        }
        return [.. InputSchema.Where(column => needed[column.Index])];
    }

    public static InvalidOperationException Inactive(DataViewSchema.Column column) =>
        new($"Column '{column.Name}' is not active: it was not among the columns that the cursor was asked for.");

    public static ValueGetter<TValue> As<TValue>(Delegate getter, DataViewSchema.Column column) => getter as ValueGetter<TValue>
        ?? throw new InvalidOperationException($"Column '{column.Name}': expected a getter of {column.Type.RawType}, found one of {typeof(TValue)}.");
}
