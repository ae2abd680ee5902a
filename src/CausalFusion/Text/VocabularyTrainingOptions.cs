namespace CausalFusion.Text;

/// <summary>What a vocabulary that is made from texts is to be like.</summary>
public sealed record VocabularyTrainingOptions
{
    private const int Bytes = 256;

    /// <summary>The most ids, those of the 256 bytes and of the 3 special tokens included, 259 to 1,000,000. Default 1024.</summary>
    public int Size { get; init; } = 1024;

    /// <summary>How often what becomes a token must occur, at least 1. Default 2.</summary>
    public int MinCount { get; init; } = 2;

    /// <summary>How texts are cut into pieces, across which there are no tokens. Default as LLaMA-3 cuts them.</summary>
    public TextSplitting Splitting { get; init; } = TextSplitting.Cl100k;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Size, Bytes + SpecialTokenNames.Default.All.Count(), nameof(Size));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Size, VocabularyLimits.Size, nameof(Size));
        ArgumentOutOfRangeException.ThrowIfLessThan(MinCount, 1, nameof(MinCount));
        ArgumentNullException.ThrowIfNull(Splitting);
    }
}
