using Microsoft.ML;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(VectorToImageConvertingTransformer), null, typeof(SignatureLoadModel), "",
    VectorToImageConvertingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Makes images of vectors of pixels.</summary>
public sealed class VectorToImageConvertingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "VectorToImageConverter";

    private static readonly VersionInfo Version =
        new("VECTOIMG", 0x00010003, 0x00010003, 0x00010003, typeof(VectorToImageConvertingTransformer).Assembly.FullName, LoaderSignature);

    private readonly VectorToImageConvertingEstimator.ColumnOptions[] _columns;

    internal VectorToImageConvertingTransformer(IHostEnvironment env, params VectorToImageConvertingEstimator.ColumnOptions[] columns)
        : base(env, Version, [.. columns.Select(c => (c.Name, c.InputColumnName))]) => _columns = columns;

    private VectorToImageConvertingTransformer(IHostEnvironment env, ModelLoadContext ctx) : base(env, Version, ctx) =>
        _columns = [.. ColumnPairs.Select(pair => VectorToImageConvertingEstimator.ColumnOptions.Load(Host, pair, ctx.Reader))];

    internal IReadOnlyList<VectorToImageConvertingEstimator.ColumnOptions> Columns => _columns;

    internal static VectorToImageConvertingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(env, ctx);

    private protected override void SaveSettings(ModelSaveContext ctx)
    {
        foreach (var column in _columns)
            column.Save(ctx.Writer);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        var (column, type) = (_columns[col], inputSchema[srcCol].Type);
        if (type is not VectorDataViewType vector || !VectorToImageConvertingEstimator.IsPixelValue(vector.ItemType))
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.InputColumnName, VectorToImageConvertingEstimator.ExpectedType,
                type.ToString());
        if (vector.Size != column.Length)
        {
            var expected = new VectorDataViewType(vector.ItemType, column.Layout.Dimensions(column.Type.Height, column.Type.Width));
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.InputColumnName, expected.ToString(), type.ToString());
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly VectorToImageConvertingTransformer _parent;

        public Mapper(VectorToImageConvertingTransformer parent, DataViewSchema inputSchema) : base(parent, inputSchema) => _parent = parent;

        protected override DataViewSchema.DetachedColumn MakeColumn(string name, DataViewSchema.Column source, int iinfo) => new(name, _parent._columns[iinfo].Type);

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            var source = input.Schema[ColMapNewToOld[iinfo]];
            var column = _parent._columns[iinfo];
            // Bytes are colours as they are: scale and offset are for real numbers.
            bool scaled = column.ScaleImage != 1 || column.OffsetImage != 0;
            return source.Type.ItemType().RawType switch
            {
                var t when t == typeof(byte) => MakeGetter(input.GetGetter<VBuffer<byte>>(source), column, v => v, scaled: false),
                var t when t == typeof(double) => MakeGetter(input.GetGetter<VBuffer<double>>(source), column, v => (float)v, scaled),
                _ => MakeGetter(input.GetGetter<VBuffer<float>>(source), column, v => v, scaled),
            };
        }

        private static ValueGetter<MLImage> MakeGetter<T>(ValueGetter<VBuffer<T>> getSource, VectorToImageConvertingEstimator.ColumnOptions column,
            Func<T, float> toFloat, bool scaled)
        {
            VBuffer<T> source = default, dense = default;
            return (ref MLImage image) =>
            {
                getSource(ref source);
                image = null;
                if (source.GetValues().Length == 0)
                    return;
                source.CopyToDense(ref dense);
                var values = dense.GetValues();
                var pixels = new byte[column.Type.Height * column.Type.Width * 4];
                for (int colour = 0; colour < 4; colour++)
                {
                    var (from, step) = column.Layout.Run(colour, pixels.Length / 4);
                    byte absent = Level(column, colour, column.Defaults[colour], scaled, present: false);
                    for (int to = colour == 3 ? 3 : 2 - colour; to < pixels.Length; to += 4, from += step)
                        pixels[to] = from < 0 ? absent : Level(column, colour, toFloat(values[from]), scaled, present: true);
                }
                image = MLImage.CreateFromPixels(column.Type.Width, column.Type.Height, MLPixelFormat.Bgra32, pixels);
                image.Tag = nameof(VectorToImageConvertingTransformer);
            };
        }

        /// <summary>
        /// A value as a colour of an image, as the package has it: with scale or offset an absent alpha is 0, whatever its default.
        /// </summary>
        private static byte Level(VectorToImageConvertingEstimator.ColumnOptions column, int colour, float value, bool scaled, bool present) =>
            !scaled ? (byte)value
            : colour == 3 && !present ? (byte)0
            : (byte)Math.Round((value * column.ScaleImage) - column.OffsetImage);
    }
}
