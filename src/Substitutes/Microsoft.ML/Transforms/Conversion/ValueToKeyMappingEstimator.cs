namespace Microsoft.ML.Transforms;

/// <summary>Makes keys of values: learns which values there are, or is told.</summary>
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private const string ExpectedType = "scalar or vector of text, numbers, truth values, times or keys";

    private readonly IHost _host;
    private readonly (string outputColumnName, string inputColumnName)[] _columns;
    private readonly int _maximumNumberOfKeys;
    private readonly KeyOrdinality _keyOrdinality;
    private readonly bool _keyValuesAsText;
    private readonly IDataView _keyData;

    internal ValueToKeyMappingEstimator(IHostEnvironment env, (string outputColumnName, string inputColumnName)[] columns, int maximumNumberOfKeys,
        KeyOrdinality keyOrdinality, bool addKeyValueAnnotationsAsText, IDataView keyData)
    {
        _host = env.Register(nameof(ValueToKeyMappingEstimator));
        _host.CheckUserArg(columns.Length > 0, nameof(columns), "At least one column pair must be specified");
        _host.CheckUserArg(maximumNumberOfKeys > 0, nameof(maximumNumberOfKeys),
            $"The maximum number of keys is {maximumNumberOfKeys}, and must be positive");
        _host.CheckUserArg(Enum.IsDefined(keyOrdinality), nameof(keyOrdinality), $"There is no order of keys {keyOrdinality}");
        _columns = columns;
        _maximumNumberOfKeys = maximumNumberOfKeys;
        _keyOrdinality = keyOrdinality;
        _keyValuesAsText = addKeyValueAnnotationsAsText;
        _keyData = keyData;
    }

    /// <summary>Which value is which key.</summary>
    public enum KeyOrdinality : byte
    {
        /// <summary>Values are numbered in the order in which they are met.</summary>
        ByOccurrence = 0,

        /// <summary>Values are numbered in ascending order.</summary>
        ByValue = 1,
    }

    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        var sources = _columns.Select(pair => Check(input.Schema, pair.inputColumnName)).ToArray();
        var vocabularies = _keyData is null ? Learn(input, sources) : [.. sources.Select(source => Take(_keyData, source))];
        return new ValueToKeyMappingTransformer(_host, _columns, vocabularies, _keyValuesAsText);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(_columns.Select(pair =>
        {
            var column = inputSchema.Find(_host, pair.inputColumnName, ExpectedType, c => KeyVocabulary.CanHold(c.ItemType));
            var annotations = column.AnnotationsWhere(name => name == AnnotationKinds.SlotNames)
                .Append(AnnotationShapes.KeyValues(_keyValuesAsText ? TextDataViewType.Instance : column.ItemType));
            return new SchemaShape.Column(pair.outputColumnName, column.Kind, NumberDataViewType.UInt32, true, new SchemaShape(annotations));
        }));
    }

    private DataViewSchema.Column Check(DataViewSchema schema, string name)
    {
        var column = schema.Find(_host, name);
        return KeyVocabulary.CanHold(column.Type)
            ? column
            : throw _host.ExceptSchemaMismatch("input", "input", name, ExpectedType, column.Type.ToString());
    }

    private KeyVocabulary[] Learn(IDataView input, DataViewSchema.Column[] sources)
    {
        using var channel = _host.Start("Building term dictionary");
        using var cursor = input.GetRowCursor(sources);
        var itemTypes = sources.Select(source => (PrimitiveDataViewType)source.Type.ItemType());
        var builders = itemTypes.Select(itemType => KeyVocabularyBuilder.Create(itemType, _maximumNumberOfKeys)).ToArray();
        var adders = builders.Select((builder, i) => builder.MakeAdder(cursor, sources[i])).ToArray();
        bool more = true;
        while (more && cursor.MoveNext())
        {
            more = false;
            foreach (var add in adders)
                more |= add();
        }
        return [.. builders.Select(builder => builder.Finish(_keyOrdinality == KeyOrdinality.ByValue))];
    }

    /// <summary>The values of the key data, all of them, which must be of the type of the source's.</summary>
    private KeyVocabulary Take(IDataView keyData, DataViewSchema.Column source)
    {
        _host.CheckParam(keyData.Schema.Count == 1, nameof(keyData),
            $"The key data should contain exactly one column, but has {keyData.Schema.Count}");
        var (column, itemType) = (keyData.Schema[0], (PrimitiveDataViewType)source.Type.ItemType());
        if (!column.Type.Equals(itemType))
            throw _host.ExceptSchemaMismatch(nameof(keyData), "key data", column.Name, itemType.ToString(), column.Type.ToString());
        using var cursor = keyData.GetRowCursor([column]);
        var builder = KeyVocabularyBuilder.Create(itemType, int.MaxValue);
        var add = builder.MakeAdder(cursor, column);
        while (cursor.MoveNext() && add())
        {
        }
        return builder.Finish(_keyOrdinality == KeyOrdinality.ByValue);
    }
}
