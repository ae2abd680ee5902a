using Microsoft.ML;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ColumnSelectingTransformer), null, typeof(SignatureLoadModel), "", ColumnSelectingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>
/// Keeps columns, in the order in which they are named and without hidden ones unless asked for, or drops columns and nothing else.
/// </summary>
public sealed class ColumnSelectingTransformer : ITransformer
{
    internal const string LoaderSignature = "SelectColumnsTransform";

    private static readonly VersionInfo Version =
        new("SELCOLST", 0x00010001, 0x00010001, 0x00010001, typeof(ColumnSelectingTransformer).Assembly.FullName, LoaderSignature);

    private readonly IHost _host;
    private readonly string[] _columnNames;
    private readonly bool _drops;
    private readonly bool _keepHidden;

    internal ColumnSelectingTransformer(IHostEnvironment env, string[] columnNames, bool drops, bool keepHidden)
    {
        _host = env.Register(nameof(ColumnSelectingTransformer));
        _host.CheckValue(columnNames, nameof(columnNames));
        _host.Check(columnNames.Length > 0, "At least one column must be specified");
        foreach (string name in columnNames)
            _host.CheckNonEmpty(name, nameof(columnNames));
        _columnNames = [.. columnNames];
        _drops = drops;
        _keepHidden = keepHidden;
    }

    bool ITransformer.IsRowToRowMapper => true;

    internal static ColumnSelectingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        bool drops = ctx.Reader.ReadBoolean(), keepHidden = ctx.Reader.ReadBoolean();
        int count = ctx.Reader.ReadInt32();
        env.CheckDecode(count > 0 && count <= ctx.Header.CbModel / sizeof(int), $"Corrupt model file: {count} columns");
        var names = new string[count];
        for (int i = 0; i < count; i++)
            names[i] = ctx.LoadNonEmptyString();
        return new ColumnSelectingTransformer(env, names, drops, keepHidden);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(_drops);
        ctx.Writer.Write(_keepHidden);
        ctx.Writer.Write(_columnNames.Length);
        foreach (string name in _columnNames)
            ctx.SaveNonEmptyString(name);
    }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new ColumnSelectionView(input, Bind(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) =>
        new ColumnSelectionView(new EmptyDataView(inputSchema), Bind(inputSchema));

    /// <summary>Throws unless all the columns that are named are there.</summary>
    internal void CheckPresent(string paramName, IEnumerable<string> present)
    {
        var missing = _columnNames.Except(present).ToArray();
        if (missing.Length > 0)
            throw _host.ExceptSchemaMismatch(paramName, "input", string.Join(", ", missing));
    }

    /// <summary>The indices of the columns that are kept, in their new order.</summary>
    internal int[] Select(IEnumerable<string> columns)
    {
        var byName = columns.Select((name, index) => (name, index)).Where(c => !_drops || !_columnNames.Contains(c.name)).ToArray();
        return _drops
            ? [.. byName.Select(c => c.index)]
            : [.. _columnNames.Distinct().SelectMany(name => byName.Where(c => c.name == name).Select(c => c.index))];
    }

    private ColumnSelection Bind(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        CheckPresent(nameof(inputSchema), inputSchema.Select(column => column.Name));
        var candidates = inputSchema.Where(column => _drops || _keepHidden || !column.IsHidden).ToArray();
        return new ColumnSelection(inputSchema, [.. Select(candidates.Select(column => column.Name)).Select(i => candidates[i].Index)]);
    }
}
