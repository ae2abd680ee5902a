using Microsoft.ML;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImageLoadingTransformer), null, typeof(SignatureLoadModel), "", ImageLoadingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Loads the files that a text column names, as images or as they are.</summary>
public sealed class ImageLoadingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageLoaderTransform";

    /// <summary>The folder that relative paths start from; null for the current one.</summary>
    public readonly string ImageFolder;

    private static readonly VersionInfo Version =
        new("IMGLOADR", 0x00010003, 0x00010002, 0x00010003, typeof(ImageLoadingTransformer).Assembly.FullName, LoaderSignature);

    private readonly bool _asImages;

    internal ImageLoadingTransformer(IHostEnvironment env, string imageFolder, bool asImages,
        params (string outputColumnName, string inputColumnName)[] columns)
        : base(env, Version, columns)
    {
        ImageFolder = imageFolder;
        _asImages = asImages;
    }

    private ImageLoadingTransformer(IHostEnvironment env, ModelLoadContext ctx) : base(env, Version, ctx)
    {
        ImageFolder = ctx.LoadStringOrNull();
        _asImages = ctx.Reader.ReadBoolean();
    }

    /// <summary>The type of the new columns.</summary>
    internal DataViewType OutputType => _asImages ? new ImageDataViewType() : new VectorDataViewType(NumberDataViewType.Byte);

    internal static ImageLoadingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(env, ctx);

    private protected override void SaveSettings(ModelSaveContext ctx)
    {
        ctx.SaveStringOrNull(ImageFolder);
        ctx.Writer.Write(_asImages);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        if (inputSchema[srcCol].Type is not TextDataViewType)
        {
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", ColumnPairs[col].inputColumnName, TextDataViewType.Instance.ToString(),
                inputSchema[srcCol].Type.ToString());
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly ImageLoadingTransformer _parent;

        public Mapper(ImageLoadingTransformer parent, DataViewSchema inputSchema) : base(parent, inputSchema) => _parent = parent;

        protected override DataViewSchema.DetachedColumn MakeColumn(string name, DataViewSchema.Column source, int iinfo) => new(name, _parent.OutputType);

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            var getPath = input.GetGetter<ReadOnlyMemory<char>>(input.Schema[ColMapNewToOld[iinfo]]);
            disposer = null;
            return _parent._asImages ? ImageGetter(getPath, out disposer) : BytesGetter(getPath);
        }

        private Delegate ImageGetter(ValueGetter<ReadOnlyMemory<char>> getPath, out Action disposer)
        {
            ReadOnlyMemory<char> path = default;
            MLImage last = null;
            disposer = () => last?.Dispose();
            return (ValueGetter<MLImage>)Get;

            void Get(ref MLImage image)
            {
                image?.Dispose();
                image = null;
                getPath(ref path);
                if (path.IsEmpty)
                    return;
                var file = FullPath(path);
                using var bytes = new MemoryStream(File.ReadAllBytes(file));
                try
                {
                    image = MLImage.CreateFromStream(bytes);
                }
                catch (ArgumentException e)
                {
                    throw Host.Process(new ArgumentException($"Image '{file}' cannot be read: {(e.InnerException ?? e).Message}", e));
                }
                image.Tag = file;
                last = image;
            }
        }

        private Delegate BytesGetter(ValueGetter<ReadOnlyMemory<char>> getPath)
        {
            ReadOnlyMemory<char> path = default;
            return (ValueGetter<VBuffer<byte>>)Get;

            void Get(ref VBuffer<byte> bytes)
            {
                getPath(ref path);
                var file = path.IsEmpty ? [] : File.ReadAllBytes(FullPath(path));
                bytes = new VBuffer<byte>(file.Length, file);
            }
        }

        private string FullPath(ReadOnlyMemory<char> path) =>
            string.IsNullOrWhiteSpace(_parent.ImageFolder) ? path.ToString() : Path.Combine(_parent.ImageFolder, path.ToString());
    }
}
