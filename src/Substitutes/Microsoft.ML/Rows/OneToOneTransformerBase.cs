namespace Microsoft.ML.Data;

/// <summary>A transformer that computes each new column from one input column, which it may hide.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    internal readonly (string outputColumnName, string inputColumnName)[] ColumnPairs;

    private readonly VersionInfo _version;

    /// <param name="env">Where its host comes from.</param>
    /// <param name="version">How it is saved.</param>
    /// <param name="columns">Its columns.</param>
    private protected OneToOneTransformerBase(IHostEnvironment env, VersionInfo version, params (string outputColumnName, string inputColumnName)[] columns)
        : this(env, version)
    {
        Host.CheckValue(columns, nameof(columns));
        Host.CheckUserArg(columns.Length > 0, nameof(columns), "At least one column pair must be specified");
        var outputs = new HashSet<string>();
        foreach (var (output, input) in columns)
        {
            Host.CheckNonEmpty(output, nameof(columns));
            Host.CheckNonEmpty(input, nameof(columns));
            Host.CheckParam(outputs.Add(output), nameof(columns), $"Output column '{output}' specified multiple times");
        }
        ColumnPairs = columns;
    }

    /// <summary>Reads the columns; what else was saved follows.</summary>
    private protected OneToOneTransformerBase(IHostEnvironment env, VersionInfo version, ModelLoadContext ctx) : this(env, version)
    {
        ctx.CheckAtModel(version);
        int count = ctx.Reader.ReadInt32();
        // Each pair takes eight bytes, which bounds what a damaged stream can ask for.
        Host.CheckDecode(count > 0 && count <= ctx.Header.CbModel / (2 * sizeof(int)), $"Corrupt model file: {count} column pairs");
        ColumnPairs = new (string, string)[count];
        for (int i = 0; i < count; i++)
            ColumnPairs[i] = (ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString());
    }

    private OneToOneTransformerBase(IHostEnvironment env, VersionInfo version) : base(env) => _version = version;

    private protected sealed override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(_version);
        ctx.Writer.Write(ColumnPairs.Length);
        foreach (var (output, input) in ColumnPairs)
        {
            ctx.SaveNonEmptyString(output);
            ctx.SaveNonEmptyString(input);
        }
        SaveSettings(ctx);
    }

    /// <summary>Saves what follows the columns.</summary>
    private protected virtual void SaveSettings(ModelSaveContext ctx)
    {
    }

    /// <summary>Throws unless the pair can be computed from the column with index <paramref name="srcCol"/>.</summary>
    private protected virtual void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
    }

    private protected abstract class OneToOneMapperBase : MapperBase
    {
        /// <summary>For each column pair, the index of its input column.</summary>
        protected readonly int[] ColMapNewToOld;

        private readonly (string outputColumnName, string inputColumnName)[] _pairs;

        protected OneToOneMapperBase(OneToOneTransformerBase parent, DataViewSchema inputSchema) : base(parent, inputSchema)
        {
            _pairs = parent.ColumnPairs;
            ColMapNewToOld = new int[_pairs.Length];
            for (int i = 0; i < ColMapNewToOld.Length; i++)
            {
                if (!inputSchema.TryGetColumnIndex(_pairs[i].inputColumnName, out ColMapNewToOld[i]))
                    throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", _pairs[i].inputColumnName);
                parent.CheckInputColumn(inputSchema, i, ColMapNewToOld[i]);
            }
        }

        protected sealed override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() =>
            [.. _pairs.Select((pair, i) => MakeColumn(pair.outputColumnName, InputSchema[ColMapNewToOld[i]], i))];

        /// <summary>The new column of the pair with index <paramref name="iinfo"/>.</summary>
        protected abstract DataViewSchema.DetachedColumn MakeColumn(string name, DataViewSchema.Column source, int iinfo);

        private protected override Func<int, bool> GetDependenciesCore(Func<int, bool> activeOutput)
        {
            var needed = ColMapNewToOld.Where((_, i) => activeOutput(i)).ToHashSet();
            return needed.Contains;
        }
    }
}
