using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToVectorMappingTransformer), null, typeof(SignatureLoadModel), "", KeyToVectorMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>
/// Makes indicator vectors of keys: one slot per category, 1 where the key is that one. Vectors of keys give one indicator vector after the
/// other, or their sum. A missing key has no 1.
/// </summary>
public sealed class KeyToVectorMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToVectorTransform";
    internal const string ExpectedType = "key or vector of keys";

    private static readonly VersionInfo Version =
        new("KEY2VECT", 0x00010003, 0x00010003, 0x00010003, typeof(KeyToVectorMappingTransformer).Assembly.FullName, LoaderSignature);

    internal KeyToVectorMappingTransformer(IHostEnvironment env, bool outputCountVector,
        params (string outputColumnName, string inputColumnName)[] columns)
        : base(env, Version, columns) => OutputCountVector = outputCountVector;

    private KeyToVectorMappingTransformer(IHostEnvironment env, ModelLoadContext ctx) : base(env, Version, ctx) => OutputCountVector = ctx.Reader.ReadBoolean();

    /// <summary>Whether vectors of keys give the sum of their indicator vectors.</summary>
    internal bool OutputCountVector { get; }

    internal static KeyToVectorMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(env, ctx);

    private protected override void SaveSettings(ModelSaveContext ctx) => ctx.Writer.Write(OutputCountVector);

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        var column = inputSchema[srcCol];
        if (column.Type.ItemType() is not KeyDataViewType key)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.Name, ExpectedType, column.Type.ToString());
        if (key.Count * (ulong)Math.Max(1, column.Type.ValueCount()) > int.MaxValue)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.Name, $"{ExpectedType} of at most {int.MaxValue} categories in all",
                column.Type.ToString());
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly KeyToVectorMappingTransformer _parent;

        public Mapper(KeyToVectorMappingTransformer parent, DataViewSchema inputSchema) : base(parent, inputSchema) => _parent = parent;

        protected override DataViewSchema.DetachedColumn MakeColumn(string name, DataViewSchema.Column source, int iinfo)
        {
            int keys = source.Type.ValueCount(), categories = CategoriesOf(source);
            bool single = _parent.OutputCountVector || keys == 1;
            var annotations = new DataViewSchema.Annotations.Builder();
            if (source.HasKeyValues() && (single || keys > 0))
                annotations.AddSlotNames(single ? NamesOf(source) : AnnotationShapes.NamesInEachSlot(source, NamesOf(source)));
            if (!_parent.OutputCountVector || keys == 1)
                annotations.AddIsNormalized();
            var type = single
                ? new VectorDataViewType(NumberDataViewType.Single, categories)
                : new VectorDataViewType(NumberDataViewType.Single, keys, categories);
            return new DataViewSchema.DetachedColumn(name, type, annotations.ToAnnotations());
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            var source = InputSchema[ColMapNewToOld[iinfo]];
            Delegate make = source.Type is not VectorDataViewType ? OneKeyGetter<uint>
                : _parent.OutputCountVector ? CountGetter<uint>
                : EachKeyGetter<uint>;
            return GenericCall.Invoke<Delegate>(make, [source.Type.ItemType().RawType], TypedGetter.OfRow(input, input.Schema[source.Index]),
                CategoriesOf(source));
        }

        private static int CategoriesOf(DataViewSchema.Column source) => (int)((KeyDataViewType)source.Type.ItemType()).Count;

        private static string[] NamesOf(DataViewSchema.Column source)
        {
            VBuffer<ReadOnlyMemory<char>> names = default;
            source.GetKeyValues(ref names);
            return [.. names.DenseValues().Select(name => name.ToString())];
        }


        private static ValueGetter<VBuffer<float>> OneKeyGetter<TKey>(ValueGetter<TKey> getKey, int categories)
            where TKey : struct, INumberBase<TKey>
        {
            TKey key = default;
            return (ref VBuffer<float> destination) =>
            {
                getKey(ref key);
                int category = CategoryOf(key, categories);
                var editor = VBufferEditor.Create(ref destination, categories, category < 0 ? 0 : 1, requireIndicesOnDense: true);
                if (category >= 0)
                {
                    editor.Values[0] = 1;
                    editor.Indices[0] = category;
                }
                destination = editor.Commit();
            };
        }

        private static ValueGetter<VBuffer<float>> EachKeyGetter<TKey>(ValueGetter<VBuffer<TKey>> getKeys, int categories)
            where TKey : struct, INumberBase<TKey>
        {
            VBuffer<TKey> keys = default;
            return (ref VBuffer<float> destination) =>
            {
                getKeys(ref keys);
                var given = keys.GetValues();
                var indices = keys.GetIndices();
                var editor = VBufferEditor.Create(ref destination, checked(keys.Length * categories), given.Length, requireIndicesOnDense: true);
                int count = 0;
                for (int i = 0; i < given.Length; i++)
                {
                    int category = CategoryOf(given[i], categories);
                    if (category < 0)
                        continue;
                    editor.Values[count] = 1;
                    editor.Indices[count++] = ((keys.IsDense ? i : indices[i]) * categories) + category;
                }
                destination = editor.CommitTruncated(count);
            };
        }

        private static ValueGetter<VBuffer<float>> CountGetter<TKey>(ValueGetter<VBuffer<TKey>> getKeys, int categories)
            where TKey : struct, INumberBase<TKey>
        {
            VBuffer<TKey> keys = default;
            return (ref VBuffer<float> destination) =>
            {
                getKeys(ref keys);
                var editor = VBufferEditor.Create(ref destination, categories);
                editor.Values.Clear();
                foreach (var key in keys.GetValues())
                {
                    int category = CategoryOf(key, categories);
                    if (category >= 0)
                        editor.Values[category]++;
                }
                destination = editor.Commit();
            };
        }

        /// <summary>The category that a key is, from 0; −1 for missing.</summary>
        private static int CategoryOf<TKey>(TKey key, int categories)
            where TKey : struct, INumberBase<TKey>
        {
            ulong fromOne = ulong.CreateTruncating(key);
            return fromOne <= (ulong)categories ? (int)fromOne - 1 : -1;
        }
    }
}
