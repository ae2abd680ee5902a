namespace Microsoft.ML.Transforms;

/// <summary>Adds columns that a function of the user's computes from each row.</summary>
public sealed class CustomMappingTransformer<TSrc, TDst> : ITransformer
    where TSrc : class, new()
    where TDst : class, new()
{
    private readonly IHost _host;
    private readonly Action<TSrc, TDst> _mapAction;
    private readonly string _contractName;
    private readonly RowColumn[] _added;

    internal CustomMappingTransformer(IHostEnvironment env, Action<TSrc, TDst> mapAction, string contractName, SchemaDefinition inputSchemaDefinition,
        SchemaDefinition outputSchemaDefinition)
    {
        _host = env.Register("CustomMappingTransformer");
        _host.CheckValue(mapAction, nameof(mapAction));
        _mapAction = mapAction;
        _contractName = contractName;
        InputDefinition = inputSchemaDefinition ?? SchemaDefinition.Create(typeof(TSrc), SchemaDefinition.Direction.Write);
        _added = RowColumn.Of(typeof(TDst), outputSchemaDefinition ?? SchemaDefinition.Create(typeof(TDst), SchemaDefinition.Direction.Read));
    }

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The columns that the function reads.</summary>
    internal SchemaDefinition InputDefinition { get; }

    /// <summary>The columns that the function adds.</summary>
    internal DataViewSchema AddedSchema => RowColumn.SchemaOf(_added);

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => RowToRowMapperTransform.OutputSchemaOf(inputSchema, Bind(inputSchema));

    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new RowToRowMapperTransform(input, Bind(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) =>
        new RowToRowMapperTransform(new EmptyDataView(inputSchema), Bind(inputSchema));

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        if (string.IsNullOrEmpty(_contractName))
            throw _host.Except("Empty contract name for a transform: the transform cannot be saved");
        CustomMappingLoader.Save(ctx, _contractName, _mapAction.Method.Module.Assembly);
    }

    private Mapper Bind(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return new Mapper(this, inputSchema);
    }

    private sealed class Mapper : IRowMapper
    {
        private readonly CustomMappingTransformer<TSrc, TDst> _parent;
        private readonly RowFiller<TSrc> _filler;

        public Mapper(CustomMappingTransformer<TSrc, TDst> parent, DataViewSchema inputSchema)
        {
            _parent = parent;
            _filler = new RowFiller<TSrc>(parent._host, inputSchema, ignoreMissingColumns: false, parent.InputDefinition);
        }

        public DataViewSchema.DetachedColumn[] GetOutputColumns() =>
            [.. _parent.AddedSchema.Select(column => new DataViewSchema.DetachedColumn(column))];

        public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
        {
            if (!Enumerable.Range(0, _parent._added.Length).Any(activeOutput))
                return _ => false;
            var needed = _filler.Columns.Select(column => column.Index).ToHashSet();
            return needed.Contains;
        }

        public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            var active = Enumerable.Range(0, _parent._added.Length).Select(activeOutput).ToArray();
            if (!active.Contains(true))
                return new Delegate[active.Length];

            // One object for all rows on either side, and one call of the function per row, by whichever getter comes first.
            var (source, destination, fill) = (new TSrc(), new TDst(), _filler.Over(input));
            long done = -1;
            return RowGetters.Make(_parent._added, active, () =>
            {
                if (done != input.Position)
                {
                    fill(source);
                    _parent._mapAction(source, destination);
                    done = input.Position;
                }
                return destination;
            });
        }
    }
}
