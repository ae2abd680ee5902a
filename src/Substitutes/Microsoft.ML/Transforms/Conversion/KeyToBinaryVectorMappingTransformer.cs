using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToBinaryVectorMappingTransformer), null, typeof(SignatureLoadModel), "",
    KeyToBinaryVectorMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Writes keys as vectors of binary digits, the highest first; a missing key has ones only. Vectors of keys give one after the other.</summary>
public sealed class KeyToBinaryVectorMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToBinaryTransform";

    private static readonly VersionInfo Version =
        new("KEY2BINR", 0x00010001, 0x00010001, 0x00010001, typeof(KeyToBinaryVectorMappingTransformer).Assembly.FullName, LoaderSignature);

    internal KeyToBinaryVectorMappingTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env, Version, columns)
    {
    }

    private KeyToBinaryVectorMappingTransformer(IHostEnvironment env, ModelLoadContext ctx) : base(env, Version, ctx)
    {
    }

    internal static KeyToBinaryVectorMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(env, ctx);

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        var column = inputSchema[srcCol];
        if (column.Type.ItemType() is not KeyDataViewType { Count: <= int.MaxValue })
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.Name, KeyToVectorMappingTransformer.ExpectedType, column.Type.ToString());
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        public Mapper(KeyToBinaryVectorMappingTransformer parent, DataViewSchema inputSchema) : base(parent, inputSchema)
        {
        }

        protected override DataViewSchema.DetachedColumn MakeColumn(string name, DataViewSchema.Column source, int iinfo)
        {
            int keys = source.Type.ValueCount(), digits = DigitsOf(source);
            string[] digitNames = [.. Enumerable.Range(0, digits).Select(digit => $"Bit{digits - digit - 1}")];
            var annotations = new DataViewSchema.Annotations.Builder();
            if (source.HasKeyValues() && keys > 0)
                annotations.AddSlotNames(keys == 1 ? digitNames : AnnotationShapes.NamesInEachSlot(source, digitNames));
            if (keys == 1)
                annotations.AddIsNormalized();
            var type = keys == 1
                ? new VectorDataViewType(NumberDataViewType.Single, digits)
                : new VectorDataViewType(NumberDataViewType.Single, keys, digits);
            return new DataViewSchema.DetachedColumn(name, type, annotations.ToAnnotations());
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            var source = InputSchema[ColMapNewToOld[iinfo]];
            Delegate make = source.Type is VectorDataViewType ? EachKeyGetter<uint> : OneKeyGetter<uint>;
            return GenericCall.Invoke<Delegate>(make, [source.Type.ItemType().RawType], TypedGetter.OfRow(input, input.Schema[source.Index]), DigitsOf(source));
        }

        /// <summary>As many as the largest key takes, and one that only a missing key has.</summary>
        private static int DigitsOf(DataViewSchema.Column source) => BitOperations.Log2((uint)((KeyDataViewType)source.Type.ItemType()).Count) + 2;

        private static ValueGetter<VBuffer<float>> OneKeyGetter<TKey>(ValueGetter<TKey> getKey, int digits)
            where TKey : struct, INumberBase<TKey>
        {
            TKey key = default;
            return (ref VBuffer<float> destination) =>
            {
                getKey(ref key);
                var editor = VBufferEditor.Create(ref destination, digits);
                Write(key, editor.Values);
                destination = editor.Commit();
            };
        }

        private static ValueGetter<VBuffer<float>> EachKeyGetter<TKey>(ValueGetter<VBuffer<TKey>> getKeys, int digits)
            where TKey : struct, INumberBase<TKey>
        {
            VBuffer<TKey> keys = default;
            return (ref VBuffer<float> destination) =>
            {
                getKeys(ref keys);
                var editor = VBufferEditor.Create(ref destination, checked(keys.Length * digits));
                foreach (var (i, key) in keys.Items(all: true))
                    Write(key, editor.Values.Slice(i * digits, digits));
                destination = editor.Commit();
            };
        }

        private static void Write<TKey>(TKey key, Span<float> digits)
            where TKey : struct, INumberBase<TKey>
        {
            uint category = unchecked(uint.CreateTruncating(key) - 1);
            for (int i = 0; i < digits.Length; i++)
                digits[i] = (category >> (digits.Length - 1 - i)) & 1;
        }
    }
}
