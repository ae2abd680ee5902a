// How to write a row-wise transformer inside this assembly and its friends (Microsoft.ML.ImageAnalytics, Microsoft.ML.StandardTrainers):
//
//   public sealed class XTransformer : OneToOneTransformerBase            // or RowToRowTransformerBase for other shapes
//   {
//       internal XTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
//           : base(env, Version, columns) { }
//
//       private XTransformer(IHostEnvironment env, ModelLoadContext ctx) : base(env, Version, ctx) { ... what SaveSettings wrote ... }
//
//       internal static XTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(env, ctx);
//                                                                         // [assembly: LoadableClass(typeof(XTransformer), null,
//                                                                         //     typeof(SignatureLoadModel), "X", LoaderSignature)]
//
//       private protected override void SaveSettings(ModelSaveContext ctx) { ... what follows the column names, with ctx.Writer ... }
//
//       private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol) { ... throw ExceptSchemaMismatch ... }
//
//       private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);
//
//       private sealed class Mapper : OneToOneMapperBase
//       {
//           protected override DataViewSchema.DetachedColumn MakeColumn(string name, DataViewSchema.Column source, int iinfo) => ...;
//           protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer) => ...;
//       }                                                                 // ColMapNewToOld[iinfo] is the input column's index
//   }
//
// MakeGetter returns a ValueGetter<T> of the output type's RawType over input.GetGetter<...>(input.Schema[index]). A mapper is made once per
// schema and its getters once per cursor: state that a getter reuses between rows lives in the closure, not in the mapper.
namespace Microsoft.ML.Data;

/// <summary>A transformer that adds columns to each row and leaves the others as they are.</summary>
public abstract class RowToRowTransformerBase : ITransformer
{
    private protected readonly IHost Host;

    private protected RowToRowTransformerBase(IHostEnvironment env) => Host = env.Register(GetType().Name);

    bool ITransformer.IsRowToRowMapper => true;

    void ICanSaveModel.Save(ModelSaveContext ctx) => SaveModel(ctx);

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return RowToRowMapperTransform.OutputSchemaOf(inputSchema, MakeRowMapper(inputSchema));
    }

    public IDataView Transform(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        return new RowToRowMapperTransform(input, MakeRowMapper(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return new RowToRowMapperTransform(new EmptyDataView(inputSchema), MakeRowMapper(inputSchema));
    }

    private protected abstract void SaveModel(ModelSaveContext ctx);

    private protected abstract IRowMapper MakeRowMapper(DataViewSchema schema);

    private protected abstract class MapperBase : IRowMapper
    {
        protected readonly IHost Host;
        protected readonly DataViewSchema InputSchema;
        protected readonly Lazy<DataViewSchema.DetachedColumn[]> OutputColumns;

        protected MapperBase(RowToRowTransformerBase parent, DataViewSchema inputSchema)
        {
            Host = parent.Host.Register("Mapper");
            InputSchema = inputSchema;
            OutputColumns = new Lazy<DataViewSchema.DetachedColumn[]>(GetOutputColumnsCore);
        }

        DataViewSchema.DetachedColumn[] IRowMapper.GetOutputColumns() => OutputColumns.Value;

        Func<int, bool> IRowMapper.GetDependencies(Func<int, bool> activeOutput) => GetDependenciesCore(activeOutput);

        public virtual Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
        {
            var getters = new Delegate[OutputColumns.Value.Length];
            disposer = null;
            for (int i = 0; i < getters.Length; i++)
            {
                if (!activeOutput(i))
                    continue;
                getters[i] = MakeGetter(input, i, activeOutput, out var own);
                disposer += own;
            }
            return getters;
        }

        protected abstract DataViewSchema.DetachedColumn[] GetOutputColumnsCore();

        protected abstract Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer);

        private protected abstract Func<int, bool> GetDependenciesCore(Func<int, bool> activeOutput);
    }
}
