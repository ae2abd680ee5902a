using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToValueMappingTransformer), null, typeof(SignatureLoadModel), "", KeyToValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Replaces keys by the values that they stand for; a missing key by a missing value or, where the type has none, by its default.</summary>
public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToValueTransform";
    internal const string ExpectedType = "key with key values";

    private static readonly VersionInfo Version =
        new("KEY2VALT", 0x00010001, 0x00010001, 0x00010001, typeof(KeyToValueMappingTransformer).Assembly.FullName, LoaderSignature);

    internal KeyToValueMappingTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env, Version, columns)
    {
    }

    private KeyToValueMappingTransformer(IHostEnvironment env, ModelLoadContext ctx) : base(env, Version, ctx)
    {
    }

    internal static KeyToValueMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(env, ctx);

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        var column = inputSchema[srcCol];
        if (column.Type.ItemType() is not KeyDataViewType key)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.Name, ExpectedType, column.Type.ToString());
        if (KeyValuesTypeOf(column) is not { } values || (ulong)values.Size != key.Count)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.Name, ExpectedType, $"{column.Type} without key values");
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static VectorDataViewType KeyValuesTypeOf(DataViewSchema.Column column) =>
        column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type as VectorDataViewType;

    private sealed class Mapper : OneToOneMapperBase
    {
        public Mapper(KeyToValueMappingTransformer parent, DataViewSchema inputSchema) : base(parent, inputSchema)
        {
        }

        protected override DataViewSchema.DetachedColumn MakeColumn(string name, DataViewSchema.Column source, int iinfo)
        {
            var item = KeyValuesTypeOf(source).ItemType;
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.Add(source.Annotations, kind => kind == AnnotationKinds.SlotNames);
            DataViewType type = source.Type is VectorDataViewType vector ? new VectorDataViewType(item, vector.Dimensions) : item;
            return new DataViewSchema.DetachedColumn(name, type, annotations.ToAnnotations());
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            var source = InputSchema[ColMapNewToOld[iinfo]];
            Delegate make = source.Type is VectorDataViewType ? VectorGetter<uint, int> : ScalarGetter<uint, int>;
            return GenericCall.Invoke<Delegate>(make, [source.Type.ItemType().RawType, KeyValuesTypeOf(source).ItemType.RawType], input, source);
        }

        private static ValueGetter<TValue> ScalarGetter<TKey, TValue>(DataViewRow input, DataViewSchema.Column column)
            where TKey : struct, INumberBase<TKey>
        {
            var getKey = input.GetGetter<TKey>(input.Schema[column.Index]);
            var values = ValuesOf<TValue>(column);
            TKey key = default;
            return (ref TValue value) =>
            {
                getKey(ref key);
                value = ValueOf(values, key);
            };
        }

        private static ValueGetter<VBuffer<TValue>> VectorGetter<TKey, TValue>(DataViewRow input, DataViewSchema.Column column)
            where TKey : struct, INumberBase<TKey>
        {
            var getKeys = input.GetGetter<VBuffer<TKey>>(input.Schema[column.Index]);
            var values = ValuesOf<TValue>(column);
            // What a sparse vector of keys leaves out is missing, which a vector of values can leave out only where missing is its default.
            bool missingIsDefault = EqualityComparer<TValue>.Default.Equals(values[0], default);
            VBuffer<TKey> keys = default, dense = default;
            return (ref VBuffer<TValue> destination) =>
            {
                getKeys(ref keys);
                bool densify = !keys.IsDense && !missingIsDefault;
                if (densify)
                    keys.CopyToDense(ref dense);
                ref readonly var from = ref densify ? ref dense : ref keys;
                var given = from.GetValues();
                var editor = VBufferEditor.Create(ref destination, from.Length, given.Length);
                for (int i = 0; i < given.Length; i++)
                    editor.Values[i] = ValueOf(values, given[i]);
                if (!from.IsDense)
                    from.GetIndices().CopyTo(editor.Indices);
                destination = editor.Commit();
            };
        }

        private static TValue ValueOf<TKey, TValue>(TValue[] values, TKey key)
            where TKey : struct, INumberBase<TKey>
        {
            ulong index = ulong.CreateTruncating(key);
            return index < (ulong)values.Length ? values[index] : values[0];
        }

        /// <summary>What each key stands for, 0 for missing included.</summary>
        private static TValue[] ValuesOf<TValue>(DataViewSchema.Column column)
        {
            VBuffer<TValue> known = default;
            column.GetKeyValues(ref known);
            var values = new TValue[known.Length + 1];
            known.CopyTo(values, 1);
            if (values is float[] singles)
                singles[0] = float.NaN;
            if (values is double[] doubles)
                doubles[0] = double.NaN;
            return values;
        }
    }
}
