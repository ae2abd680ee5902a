namespace Microsoft.ML.Transforms;

/// <summary>Which values of a column are keys, and which keys they are.</summary>
internal abstract class KeyVocabulary
{
    protected KeyVocabulary(PrimitiveDataViewType itemType) => ItemType = itemType;

    public PrimitiveDataViewType ItemType { get; }

    public abstract int Count { get; }

    /// <summary>The type of the keys; a vocabulary without values has keys that are all missing.</summary>
    public KeyDataViewType KeyType => new(typeof(uint), Math.Max(1, Count));

    /// <summary>Whether values of a column can become keys.</summary>
    public static bool CanHold(DataViewType type) => type.ItemType() is PrimitiveDataViewType item && SchemaValue.CodeOf(item.RawType) >= 0;

    /// <summary>A getter of keys over a column of a row.</summary>
    public abstract Delegate MakeGetter(DataViewRow input, DataViewSchema.Column column);

    /// <summary>Adds the values as annotation, as they are or as text.</summary>
    public abstract void AddKeyValues(DataViewSchema.Annotations.Builder annotations, bool asText);

    public abstract void Save(BinaryWriter writer);

    public static KeyVocabulary Load(IHost host, BinaryReader reader)
    {
        var type = SchemaValue.TypeOf(host, reader.ReadByte());
        ulong categories = reader.ReadUInt64();
        host.CheckDecode(categories == 0 || KeyDataViewType.IsValidDataType(type), $"Corrupt model file: a key of {type}");
        int count = reader.ReadInt32();
        host.CheckDecode(count >= 0 && count <= reader.BaseStream.Length - reader.BaseStream.Position, $"Corrupt model file: {count} key values");
        PrimitiveDataViewType itemType = categories == 0 ? ColumnTypes.PrimitiveOrNull(type) : new KeyDataViewType(type, categories);
        return GenericCall.Invoke<KeyVocabulary>(LoadValues<int>, [type], host, reader, itemType, count);
    }

    private static KeyVocabulary<T> LoadValues<T>(IHost host, BinaryReader reader, PrimitiveDataViewType itemType, int count)
    {
        var builder = new KeyVocabularyBuilder<T>(itemType, count);
        for (int i = 0; i < count; i++)
            builder.Add(SchemaValue.ReadItem<T>(reader));
        host.CheckDecode(builder.Count == count, "Corrupt model file: key values repeat");
        return builder.Build(sorted: false);
    }
}
