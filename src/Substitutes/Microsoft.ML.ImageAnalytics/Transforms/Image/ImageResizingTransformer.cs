using Microsoft.ML;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImageResizingTransformer), null, typeof(SignatureLoadModel), "", ImageResizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Brings images to one size.</summary>
public sealed class ImageResizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageScalerTransform";

    private static readonly VersionInfo Version =
        new("IMGSCALF", 0x00010003, 0x00010003, 0x00010003, typeof(ImageResizingTransformer).Assembly.FullName, LoaderSignature);

    private readonly ImageResizingEstimator.ColumnOptions[] _columns;

    internal ImageResizingTransformer(IHostEnvironment env, params ImageResizingEstimator.ColumnOptions[] columns)
        : base(env, Version, [.. columns.Select(c => (c.Name, c.InputColumnName))]) => _columns = columns;

    private ImageResizingTransformer(IHostEnvironment env, ModelLoadContext ctx) : base(env, Version, ctx)
    {
        _columns = new ImageResizingEstimator.ColumnOptions[ColumnPairs.Length];
        for (int i = 0; i < _columns.Length; i++)
        {
            int width = ctx.Reader.ReadInt32(), height = ctx.Reader.ReadInt32();
            var resizing = (ImageResizingEstimator.ResizingKind)ctx.Reader.ReadByte();
            var anchor = (ImageResizingEstimator.Anchor)ctx.Reader.ReadByte();
            Host.CheckDecode(width > 0 && height > 0 && (long)width * height <= int.MaxValue / 4);
            Host.CheckDecode(Enum.IsDefined(resizing) && Enum.IsDefined(anchor));
            _columns[i] = new(ColumnPairs[i].outputColumnName, width, height, ColumnPairs[i].inputColumnName, resizing, anchor);
        }
    }

    internal IReadOnlyList<ImageResizingEstimator.ColumnOptions> Columns => _columns;

    internal static ImageResizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(env, ctx);

    private protected override void SaveSettings(ModelSaveContext ctx)
    {
        foreach (var column in _columns)
        {
            ctx.Writer.Write(column.Type.Width);
            ctx.Writer.Write(column.Type.Height);
            ctx.Writer.Write((byte)column.Resizing);
            ctx.Writer.Write((byte)column.Anchor);
        }
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol) => Host.CheckImage(inputSchema, srcCol);

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly ImageResizingTransformer _parent;

        public Mapper(ImageResizingTransformer parent, DataViewSchema inputSchema) : base(parent, inputSchema) => _parent = parent;

        protected override DataViewSchema.DetachedColumn MakeColumn(string name, DataViewSchema.Column source, int iinfo) => new(name, _parent._columns[iinfo].Type);

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            var getSource = input.GetGetter<MLImage>(input.Schema[ColMapNewToOld[iinfo]]);
            var column = _parent._columns[iinfo];
            MLImage source = null;
            return (ValueGetter<MLImage>)((ref MLImage image) =>
            {
                image?.Dispose();
                getSource(ref source);
                // As in the package, an image that has the size already is passed on, not copied: whoever takes it shares it with its source.
                image = source is null || (source.Width == column.Type.Width && source.Height == column.Type.Height)
                    ? source
                    : source.CloneWithResizing(column.Type.Width, column.Type.Height, column.Mode);
            });
        }
    }
}
