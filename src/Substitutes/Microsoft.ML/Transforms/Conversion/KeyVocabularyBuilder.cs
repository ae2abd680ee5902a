namespace Microsoft.ML.Transforms;

/// <summary>Collects the distinct values of a column, up to a limit.</summary>
internal abstract class KeyVocabularyBuilder
{
    protected KeyVocabularyBuilder(PrimitiveDataViewType itemType, int limit)
    {
        ItemType = itemType;
        Limit = limit;
    }

    protected PrimitiveDataViewType ItemType { get; }

    protected int Limit { get; }

    public static KeyVocabularyBuilder Create(PrimitiveDataViewType itemType, int limit) =>
        GenericCall.Invoke<KeyVocabularyBuilder>(CreateOf<int>, [itemType.RawType], itemType, limit);

    /// <summary>What adds the values of a row's column; false once nothing more can be added.</summary>
    public abstract Func<bool> MakeAdder(DataViewRow input, DataViewSchema.Column column);

    /// <summary>The vocabulary: in the order in which the values were met, or sorted.</summary>
    public abstract KeyVocabulary Finish(bool sorted);

    private static KeyVocabularyBuilder<T> CreateOf<T>(PrimitiveDataViewType itemType, int limit) => new(itemType, limit);
}
