using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Tests.Core.ThirdParty;

/// <summary>A transformer written outside ML.NET, with its public interfaces only: it multiplies a number by a factor.</summary>
internal sealed class ScalingTransformer(string output, string input, float[] weights) : ITransformer, IDisposable
{
    private const string Signature = "ScalingTransformer";

    public float[] Weights => weights;

    public bool Disposed { get; private set; }

    public bool IsRowToRowMapper => true;

    public static void Register(MLContext ml) =>
        ModelAccess.AddLoader(ml.ComponentCatalog, typeof(ITransformer), typeof(ScalingTransformer), Signature);

    public static ITransformer Create(IHostEnvironment env, object context)
    {
        ArgumentNullException.ThrowIfNull(env);
        var ctx = new ModelAccess.Loading(context);
        ctx.CheckAtModel(ModelAccess.Version("SCALE XF", 0x00010002, 0x00010001, 0x00010001, Signature));
        string output = ctx.LoadNonEmptyString(), input = ctx.LoadNonEmptyString();
        float[] weights = [];
        bool found = ctx.TryLoadBinaryStream("Weights", reader =>
        {
            weights = new float[reader.ReadInt32()];
            for (int i = 0; i < weights.Length; i++)
                weights[i] = reader.ReadSingle();
        });
        return found ? new ScalingTransformer(output, input, weights) : throw new FormatException("The model has no weights.");
    }

    public void Save(ModelSaveContext ctx) => Save(ctx, 0x00010002, 0x00010001);

    public void Save(ModelSaveContext ctx, uint written, uint readable)
    {
        ModelAccess.CheckAtModel(ctx);
        ModelAccess.SetVersionInfo(ctx, ModelAccess.Version("SCALE XF", written, readable, 0x00010001, Signature));
        ModelAccess.SaveNonEmptyString(ctx, output);
        ModelAccess.SaveNonEmptyString(ctx, input);
        ModelAccess.SaveBinaryStream(ctx, "Weights", writer =>
        {
            writer.Write(weights.Length);
            foreach (float weight in weights)
                writer.Write(weight);
        });
    }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        if (inputSchema.GetColumnOrNull(input) is null)
            throw new ArgumentOutOfRangeException(nameof(inputSchema), $"Could not find input column '{input}'");
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        builder.AddColumn(output, NumberDataViewType.Single);
        return builder.ToSchema();
    }

    public IDataView Transform(IDataView input) => new View(this, input);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    public void Dispose() => Disposed = true;

    private ValueGetter<TValue> Getter<TValue>(DataViewRow row, DataViewSchema schema, DataViewSchema.Column column)
    {
        if (column.Index < row.Schema.Count)
            return row.GetGetter<TValue>(row.Schema[column.Index]);
        Assert.Equal(schema[output].Index, column.Index);
        var get = row.GetGetter<float>(row.Schema[input]);
        ValueGetter<float> scaled = (ref float value) =>
        {
            get(ref value);
            value *= weights[0];
        };
        return (ValueGetter<TValue>)(object)scaled;
    }

    private List<DataViewSchema.Column> InputsOf(IEnumerable<DataViewSchema.Column> columns, DataViewSchema schema)
    {
        var wanted = columns.Select(c => c.Index).ToHashSet();
        return schema.Where(c => wanted.Contains(c.Index) || (c.Name == input && wanted.Contains(schema.Count))).ToList();
    }

    private sealed class Mapper(ScalingTransformer parent, DataViewSchema schema) : IRowToRowMapper
    {
        public DataViewSchema InputSchema => schema;

        public DataViewSchema OutputSchema { get; } = parent.GetOutputSchema(schema);

        public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => parent.InputsOf(dependingColumns, schema);

        public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new Row(parent, OutputSchema, input);
    }

    private sealed class Row(ScalingTransformer parent, DataViewSchema schema, DataViewRow input) : DataViewRow
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => schema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => parent.Getter<TValue>(input, schema, column);
    }

    private sealed class View(ScalingTransformer parent, IDataView input) : IDataView
    {
        public bool CanShuffle => input.CanShuffle;

        public DataViewSchema Schema { get; } = parent.GetOutputSchema(input.Schema);

        public long? GetRowCount() => input.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
            new Cursor(parent, this, input.GetRowCursor(parent.InputsOf(columnsNeeded, input.Schema), rand));

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];
    }

    private sealed class Cursor(ScalingTransformer parent, View view, DataViewRowCursor input) : DataViewRowCursor
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => view.Schema;

        public override bool MoveNext() => input.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => column.Index >= input.Schema.Count || input.IsColumnActive(input.Schema[column.Index]);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => parent.Getter<TValue>(input, Schema, column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }
}
