using Microsoft.ML;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(TypeConvertingTransformer), null, typeof(SignatureLoadModel), "", TypeConvertingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Converts columns to another type.</summary>
public sealed class TypeConvertingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ConvertTransform";

    private static readonly VersionInfo Version =
        new("CONVERTF", 0x00010005, 0x00010005, 0x00010005, typeof(TypeConvertingTransformer).Assembly.FullName, LoaderSignature);

    private readonly DataKind _outputKind;

    internal TypeConvertingTransformer(IHostEnvironment env, DataKind outputKind, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env, Version, columns)
    {
        Host.CheckUserArg(Enum.IsDefined(outputKind), nameof(outputKind), $"There is no data kind {outputKind}");
        _outputKind = outputKind;
    }

    private TypeConvertingTransformer(IHostEnvironment env, ModelLoadContext ctx) : base(env, Version, ctx)
    {
        _outputKind = (DataKind)ctx.Reader.ReadByte();
        Host.CheckDecode(Enum.IsDefined(_outputKind), $"Corrupt model file: data kind {_outputKind}");
    }

    internal static TypeConvertingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(env, ctx);

    /// <summary>The type that items of a type are converted to; a key stays a key where the kind can represent one.</summary>
    internal PrimitiveDataViewType OutputTypeOf(DataViewType itemType)
    {
        var plain = DataKinds.TypeOf(_outputKind);
        if (itemType is not KeyDataViewType key || !KeyDataViewType.IsValidDataType(plain.RawType))
            return plain;
        ulong most = plain.RawType == typeof(byte) ? byte.MaxValue
            : plain.RawType == typeof(ushort) ? ushort.MaxValue
            : plain.RawType == typeof(uint) ? uint.MaxValue
            : ulong.MaxValue;
        return new KeyDataViewType(plain.RawType, Math.Min(key.Count, most));
    }

    private protected override void SaveSettings(ModelSaveContext ctx) => ctx.Writer.Write((byte)_outputKind);

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        var source = inputSchema[srcCol];
        var output = OutputTypeOf(source.Type.ItemType());
        if (StandardConversions.Find(source.Type.ItemType(), output) is null)
        {
            throw Host.ExceptParam(nameof(inputSchema),
                $"source column '{source.Name}' with item type '{source.Type.ItemType()}' is not compatible with destination type '{output}'");
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly TypeConvertingTransformer _parent;

        public Mapper(TypeConvertingTransformer parent, DataViewSchema inputSchema) : base(parent, inputSchema) => _parent = parent;

        protected override DataViewSchema.DetachedColumn MakeColumn(string name, DataViewSchema.Column source, int iinfo)
        {
            var item = _parent.OutputTypeOf(source.Type.ItemType());
            DataViewType type = source.Type is VectorDataViewType vector ? new VectorDataViewType(item, vector.Dimensions) : item;
            return new DataViewSchema.DetachedColumn(name, type, AnnotationsOf(source, item));
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            var source = input.Schema[ColMapNewToOld[iinfo]];
            var output = _parent.OutputTypeOf(source.Type.ItemType());
            Delegate make = source.Type is VectorDataViewType ? VectorGetter<int, int> : ScalarGetter<int, int>;
            return GenericCall.Invoke<Delegate>(make, [source.Type.ItemType().RawType, output.RawType], input, source,
                StandardConversions.Find(source.Type.ItemType(), output));
        }

        private static DataViewSchema.Annotations AnnotationsOf(DataViewSchema.Column source, PrimitiveDataViewType item)
        {
            var builder = new DataViewSchema.Annotations.Builder();
            if (source.Type is VectorDataViewType { IsKnownSize: true })
                builder.Add(source.Annotations, name => name == AnnotationKinds.SlotNames);
            if (source.Type.ItemType() is KeyDataViewType sourceKey && item is KeyDataViewType key && key.Count == sourceKey.Count)
                builder.Add(source.Annotations, name => name == AnnotationKinds.KeyValues);
            if (source.Type.ItemType() is NumberDataViewType && item is NumberDataViewType)
                builder.Add(source.Annotations, name => name == AnnotationKinds.IsNormalized);
            if (source.Type is BooleanDataViewType && item is NumberDataViewType)
                builder.AddIsNormalized();
            return builder.ToAnnotations();
        }

        private static ValueGetter<TDestination> ScalarGetter<TSource, TDestination>(
            DataViewRow input, DataViewSchema.Column column, Delegate conversion)
        {
            var (getSource, convert) = (input.GetGetter<TSource>(column), (Func<TSource, TDestination>)conversion);
            TSource source = default;
            return (ref TDestination destination) =>
            {
                getSource(ref source);
                destination = convert(source);
            };
        }

        private static ValueGetter<VBuffer<TDestination>> VectorGetter<TSource, TDestination>(
            DataViewRow input, DataViewSchema.Column column, Delegate conversion)
        {
            var (getSource, convert) = (input.GetGetter<VBuffer<TSource>>(column), (Func<TSource, TDestination>)conversion);
            // Items that a sparse vector leaves out are zeros: "0" as text, and nothing that text vectors leave out is anything but empty.
            bool keepsDefault = EqualityComparer<TDestination>.Default.Equals(convert(default), default);
            VBuffer<TSource> source = default, dense = default;
            return (ref VBuffer<TDestination> destination) =>
            {
                getSource(ref source);
                if (!source.IsDense && !keepsDefault)
                    source.CopyToDense(ref dense);
                ref readonly var from = ref source.IsDense || keepsDefault ? ref source : ref dense;
                var values = from.GetValues();
                var editor = VBufferEditor.Create(ref destination, from.Length, values.Length);
                for (int i = 0; i < values.Length; i++)
                    editor.Values[i] = convert(values[i]);
                if (!from.IsDense)
                    from.GetIndices().CopyTo(editor.Indices);
                destination = editor.Commit();
            };
        }
    }
}
