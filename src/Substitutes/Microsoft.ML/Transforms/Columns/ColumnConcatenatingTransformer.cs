using Microsoft.ML;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ColumnConcatenatingTransformer), null, typeof(SignatureLoadModel), "",
    ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Puts columns of one item type side by side in one vector.</summary>
public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "ConcatTransform";

    private static readonly VersionInfo Version =
        new("CONCATFT", 0x00010001, 0x00010001, 0x00010001, typeof(ColumnConcatenatingTransformer).Assembly.FullName, LoaderSignature);

    internal ColumnConcatenatingTransformer(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames) : base(env)
    {
        Host.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        Host.CheckValue(inputColumnNames, nameof(inputColumnNames));
        Host.CheckParam(inputColumnNames.Length > 0, nameof(inputColumnNames), $"Column '{outputColumnName}' needs at least one input column");
        Host.CheckParam(inputColumnNames.All(name => !string.IsNullOrEmpty(name)), nameof(inputColumnNames), "Contained some null or empty items");
        OutputColumnName = outputColumnName;
        InputColumnNames = [.. inputColumnNames];
    }

    internal string OutputColumnName { get; }

    internal IReadOnlyList<string> InputColumnNames { get; }

    internal static ColumnConcatenatingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        string output = ctx.LoadNonEmptyString();
        int count = ctx.Reader.ReadInt32();
        env.CheckDecode(count > 0 && count <= ctx.Header.CbModel / sizeof(int), $"Corrupt model file: {count} input columns");
        var inputs = new string[count];
        for (int i = 0; i < count; i++)
            inputs[i] = ctx.LoadNonEmptyString();
        return new ColumnConcatenatingTransformer(env, output, inputs);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.SaveNonEmptyString(OutputColumnName);
        ctx.Writer.Write(InputColumnNames.Count);
        foreach (string name in InputColumnNames)
            ctx.SaveNonEmptyString(name);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : MapperBase
    {
        private readonly string _name;
        private readonly DataViewSchema.Column[] _sources;
        private readonly PrimitiveDataViewType _itemType;

        public Mapper(ColumnConcatenatingTransformer parent, DataViewSchema inputSchema) : base(parent, inputSchema)
        {
            _name = parent.OutputColumnName;
            _sources = [.. parent.InputColumnNames.Select(name => inputSchema.Find(Host, name))];
            _itemType = _sources[0].Type.ItemType() as PrimitiveDataViewType
                ?? throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", _sources[0].Name, "scalar or vector of a primitive type",
                    _sources[0].Type.ToString());
            foreach (var source in _sources)
            {
                if (source.Type.ItemType() is KeyDataViewType)
                    throw Host.Except($"Column '{source.Name}' is key. Concatenation of keys is unsupported.");
                if (!source.Type.ItemType().Equals(_itemType))
                    throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", source.Name, _itemType.ToString(), source.Type.ToString());
            }
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
        {
            // A single vector is itself, with all that is known about it.
            if (_sources is [{ Type: VectorDataViewType } only])
                return [new DataViewSchema.DetachedColumn(_name, only.Type, only.Annotations)];

            bool isKnown = _sources.All(source => source.Type.ValueCount() > 0);
            var annotations = new DataViewSchema.Annotations.Builder();
            if (_itemType is NumberDataViewType && _sources.All(source => source.IsNormalized()))
                annotations.AddIsNormalized();
            if (isKnown && _sources.Any(source => source.Type is not VectorDataViewType || source.HasSlotNames()))
                annotations.AddSlotNames([.. _sources.SelectMany(SlotNamesOf)]);
            var type = new VectorDataViewType(_itemType, isKnown ? _sources.Sum(source => source.Type.ValueCount()) : 0);
            return [new DataViewSchema.DetachedColumn(_name, type, annotations.ToAnnotations())];
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            return _sources is [{ Type: VectorDataViewType } only]
                ? TypedGetter.OfRow(input, input.Schema[only.Index])
                : GenericCall.Invoke<Delegate>(MakeGetter<int>, [_itemType.RawType], input);
        }

        private protected override Func<int, bool> GetDependenciesCore(Func<int, bool> activeOutput)
        {
            var needed = activeOutput(0) ? _sources.Select(source => source.Index).ToHashSet() : [];
            return needed.Contains;
        }

        private static IEnumerable<string> SlotNamesOf(DataViewSchema.Column source) => source.Type is VectorDataViewType
            ? AnnotationShapes.SlotNamesOf(source).Select(slot => slot is null ? null : $"{source.Name}.{slot}")
            : [source.Name];

        private ValueGetter<VBuffer<T>> MakeGetter<T>(DataViewRow input)
        {
            var parts = new VBuffer<T>[_sources.Length];
            var fillers = _sources.Select((source, i) => MakeFiller(input, source, parts, i)).ToArray();
            int expected = _sources.All(source => source.Type.ValueCount() > 0) ? _sources.Sum(source => source.Type.ValueCount()) : 0;
            return (ref VBuffer<T> destination) =>
            {
                foreach (var fill in fillers)
                    fill();
                int length = 0, given = 0;
                foreach (var part in parts)
                {
                    length = checked(length + part.Length);
                    given += part.GetValues().Length;
                }
                Host.Check(expected == 0 || length == expected, $"Column '{_name}' has vectors of {expected} items, and its inputs have {length}");
                destination = given < length ? JoinSparse(parts, ref destination, length, given) : JoinDense(parts, ref destination, length);
            };
        }

        /// <summary>What reads a source's present value into its part.</summary>
        private static Action MakeFiller<T>(DataViewRow input, DataViewSchema.Column source, VBuffer<T>[] parts, int i)
        {
            if (source.Type is VectorDataViewType)
            {
                var getVector = input.GetGetter<VBuffer<T>>(input.Schema[source.Index]);
                return () => getVector(ref parts[i]);
            }
            var getScalar = input.GetGetter<T>(input.Schema[source.Index]);
            var scalar = new T[1];
            parts[i] = new VBuffer<T>(1, scalar);
            return () => getScalar(ref scalar[0]);
        }

        private static VBuffer<T> JoinDense<T>(VBuffer<T>[] parts, ref VBuffer<T> destination, int length)
        {
            var editor = VBufferEditor.Create(ref destination, length);
            int at = 0;
            foreach (var part in parts)
            {
                part.GetValues().CopyTo(editor.Values[at..]);
                at += part.Length;
            }
            return editor.Commit();
        }

        private static VBuffer<T> JoinSparse<T>(VBuffer<T>[] parts, ref VBuffer<T> destination, int length, int given)
        {
            var editor = VBufferEditor.Create(ref destination, length, given);
            int at = 0, start = 0;
            foreach (var part in parts)
            {
                var values = part.GetValues();
                var indices = part.GetIndices();
                values.CopyTo(editor.Values[at..]);
                for (int i = 0; i < values.Length; i++)
                    editor.Indices[at + i] = start + (part.IsDense ? i : indices[i]);
                at += values.Length;
                start += part.Length;
            }
            return editor.Commit();
        }
    }
}
