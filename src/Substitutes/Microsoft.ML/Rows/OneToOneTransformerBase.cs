namespace Microsoft.ML.Data;

/// <summary>A transformer that computes each new column from one input column, which it may hide.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    private protected readonly (string outputColumnName, string inputColumnName)[] ColumnPairs;

    private protected OneToOneTransformerBase(IHost host, params (string outputColumnName, string inputColumnName)[] columns) : base(host)
    {
        host.CheckValue(columns, nameof(columns));
        host.CheckUserArg(columns.Length > 0, nameof(columns), "At least one column pair must be specified");
        var outputs = new HashSet<string>();
        foreach (var (output, input) in columns)
        {
            host.CheckNonEmpty(output, nameof(columns));
            host.CheckNonEmpty(input, nameof(columns));
            host.CheckParam(outputs.Add(output), nameof(columns), $"Output column '{output}' specified multiple times");
        }
        ColumnPairs = columns;
    }

    private protected OneToOneTransformerBase(IHost host, ModelLoadContext ctx) : base(host)
    {
        int count = ctx.Reader.ReadInt32();
        // Each pair takes eight bytes, which bounds what a damaged stream can ask for.
        host.CheckDecode(count > 0 && count <= ctx.Header.CbModel / (2 * sizeof(int)), $"Corrupt model file: {count} column pairs");
        ColumnPairs = new (string, string)[count];
        for (int i = 0; i < count; i++)
            ColumnPairs[i] = (ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString());
    }

    private protected void SaveColumns(ModelSaveContext ctx)
    {
        ctx.Writer.Write(ColumnPairs.Length);
        foreach (var (output, input) in ColumnPairs)
        {
            ctx.SaveNonEmptyString(output);
            ctx.SaveNonEmptyString(input);
        }
    }

    /// <summary>Throws unless the pair can be computed from the column with index <paramref name="srcCol"/>.</summary>
    private protected virtual void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
    }

    private protected abstract class OneToOneMapperBase : MapperBase
    {
        /// <summary>For each column pair, the index of its input column.</summary>
        protected readonly int[] ColMapNewToOld;

        protected OneToOneMapperBase(IHost host, OneToOneTransformerBase parent, DataViewSchema inputSchema) : base(host, inputSchema)
        {
            ColMapNewToOld = new int[parent.ColumnPairs.Length];
            for (int i = 0; i < ColMapNewToOld.Length; i++)
            {
                if (!inputSchema.TryGetColumnIndex(parent.ColumnPairs[i].inputColumnName, out ColMapNewToOld[i]))
                    throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", parent.ColumnPairs[i].inputColumnName);
                parent.CheckInputColumn(inputSchema, i, ColMapNewToOld[i]);
            }
        }

        private protected override Func<int, bool> GetDependenciesCore(Func<int, bool> activeOutput)
        {
            var needed = ColMapNewToOld.Where((_, i) => activeOutput(i)).ToHashSet();
            return needed.Contains;
        }
    }
}
