using Microsoft.ML;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(NormalizingTransformer), null, typeof(SignatureLoadModel), "", NormalizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Brings real numbers to a common range.</summary>
public sealed partial class NormalizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "Normalizer";

    private static readonly VersionInfo Version =
        new("NORMALZR", 0x00010003, 0x00010003, 0x00010003, typeof(NormalizingTransformer).Assembly.FullName, LoaderSignature);

    private readonly ColumnNormalizer[] _normalizers;

    internal NormalizingTransformer(IHostEnvironment env, (string outputColumnName, string inputColumnName)[] columns, ColumnNormalizer[] normalizers)
        : base(env, Version, columns) => _normalizers = normalizers;

    private NormalizingTransformer(IHostEnvironment env, ModelLoadContext ctx) : base(env, Version, ctx) =>
        _normalizers = [.. ColumnPairs.Select(_ => ColumnNormalizer.Load(Host, ctx.Reader))];

    internal static NormalizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(env, ctx);

    /// <summary>What was learned of the column pair with the given index.</summary>
    public NormalizerModelParametersBase GetNormalizerModelParameters(int index)
    {
        Host.CheckUserArg(index >= 0 && index < _normalizers.Length, nameof(index),
            $"There are {_normalizers.Length} columns, and none with index {index}");
        return _normalizers[index].Parameters;
    }

    private protected override void SaveSettings(ModelSaveContext ctx)
    {
        foreach (var normalizer in _normalizers)
            normalizer.Save(ctx.Writer);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        var (normalizer, type) = (_normalizers[col], inputSchema[srcCol].Type);
        if (!normalizer.Fits(type))
        {
            string expected = normalizer.IsVector ? $"Vector<{normalizer.ItemType}, {normalizer.Slots}>" : normalizer.ItemType.ToString();
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", ColumnPairs[col].inputColumnName, expected, type.ToString());
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly NormalizingTransformer _parent;

        public Mapper(NormalizingTransformer parent, DataViewSchema inputSchema) : base(parent, inputSchema) => _parent = parent;

        protected override DataViewSchema.DetachedColumn MakeColumn(string name, DataViewSchema.Column source, int iinfo)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.AddIsNormalized();
            annotations.Add(source.Annotations, kind => kind == AnnotationKinds.SlotNames);
            return new DataViewSchema.DetachedColumn(name, source.Type, annotations.ToAnnotations());
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            return _parent._normalizers[iinfo].MakeGetter(input, input.Schema[ColMapNewToOld[iinfo]]);
        }
    }
}
