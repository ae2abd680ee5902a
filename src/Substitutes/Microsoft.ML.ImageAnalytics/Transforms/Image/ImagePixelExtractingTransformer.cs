using Microsoft.ML;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImagePixelExtractingTransformer), null, typeof(SignatureLoadModel), "",
    ImagePixelExtractingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Makes vectors of images' pixels.</summary>
public sealed class ImagePixelExtractingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImagePixelExtractor";

    private static readonly VersionInfo Version =
        new("IMGPXEXT", 0x00010003, 0x00010003, 0x00010003, typeof(ImagePixelExtractingTransformer).Assembly.FullName, LoaderSignature);

    private readonly ImagePixelExtractingEstimator.ColumnOptions[] _columns;

    internal ImagePixelExtractingTransformer(IHostEnvironment env, params ImagePixelExtractingEstimator.ColumnOptions[] columns)
        : base(env, Version, [.. columns.Select(c => (c.Name, c.InputColumnName))]) => _columns = columns;

    private ImagePixelExtractingTransformer(IHostEnvironment env, ModelLoadContext ctx) : base(env, Version, ctx) =>
        _columns = [.. ColumnPairs.Select(pair => ImagePixelExtractingEstimator.ColumnOptions.Load(Host, pair, ctx.Reader))];

    internal IReadOnlyList<ImagePixelExtractingEstimator.ColumnOptions> Columns => _columns;

    internal static ImagePixelExtractingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(env, ctx);

    private protected override void SaveSettings(ModelSaveContext ctx)
    {
        foreach (var column in _columns)
            column.Save(ctx.Writer);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        var type = Host.CheckImage(inputSchema, srcCol);
        if (type.Height <= 0 || type.Width <= 0)
        {
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", ColumnPairs[col].inputColumnName, "known-size image",
                "unknown-size image (resize the images first, or give their member an ImageType attribute with their size)");
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly ImagePixelExtractingTransformer _parent;

        public Mapper(ImagePixelExtractingTransformer parent, DataViewSchema inputSchema) : base(parent, inputSchema) => _parent = parent;

        protected override DataViewSchema.DetachedColumn MakeColumn(string name, DataViewSchema.Column source, int iinfo)
        {
            var column = _parent._columns[iinfo];
            var dimensions = column.Layout.Dimensions(ImageType(iinfo).Height, ImageType(iinfo).Width);
            return new DataViewSchema.DetachedColumn(name, new VectorDataViewType(column.ItemType, dimensions));
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            var column = _parent._columns[iinfo];
            return column.OutputAsFloatArray
                ? MakeGetter(input, iinfo, Enumerable.Range(0, 256).Select(v => (v - column.OffsetImage) * column.ScaleImage).ToArray())
                : MakeGetter(input, iinfo, Enumerable.Range(0, 256).Select(v => (byte)v).ToArray());
        }

        /// <summary>A getter of vectors that hold, for each colour of each pixel, the value that its 256 levels stand for.</summary>
        private ValueGetter<VBuffer<T>> MakeGetter<T>(DataViewRow input, int iinfo, T[] values)
        {
            var column = _parent._columns[iinfo];
            var type = ImageType(iinfo);
            var getSource = input.GetGetter<MLImage>(input.Schema[ColMapNewToOld[iinfo]]);
            int pixelCount = type.Height * type.Width, size = pixelCount * column.Layout.Planes;
            MLImage source = null;
            return (ref VBuffer<T> vector) =>
            {
                getSource(ref source);
                if (source is null)
                {
                    vector = VBufferEditor.Create(ref vector, size, 0).Commit();
                    return;
                }
                Host.Check(source.Height == type.Height && source.Width == type.Width,
                    $"Images of column '{column.InputColumnName}' have {type.Width} x {type.Height} pixels, and one has {source.Width} x {source.Height}");
                var editor = VBufferEditor.Create(ref vector, size);
                var pixels = source.Pixels;
                for (int colour = 0; colour < 4; colour++)
                {
                    var (to, step) = column.Layout.Run(colour, pixelCount);
                    if (to < 0)
                        continue;
                    int from = source.PixelFormat == MLPixelFormat.Bgra32 && colour != 3 ? 2 - colour : colour;
                    for (; from < pixels.Length; from += 4, to += step)
                        editor.Values[to] = values[pixels[from]];
                }
                vector = editor.Commit();
            };
        }

        private ImageDataViewType ImageType(int iinfo) => (ImageDataViewType)InputSchema[ColMapNewToOld[iinfo]].Type;
    }
}
