namespace CausalFusion.Evaluation;

/// <summary>A text whose words and n-grams are numbers, the same for the same ones of a <see cref="CaptionSet"/>.</summary>
internal sealed class NumberedText
{
    /// <summary>The longest n-grams have this many words.</summary>
    public const int Orders = 4;

    private readonly int[] _words;
    private readonly int[][] _ngrams;

    /// <param name="words">The words, in their order.</param>
    /// <param name="ngrams">The n-grams of each order, from 1 on; they are sorted in place.</param>
    public NumberedText(int[] words, int[][] ngrams)
    {
        _words = words;
        _ngrams = ngrams;
        foreach (int[] numbers in ngrams)
        {
            Array.Sort(numbers);
        }
    }

    /// <summary>The words, in their order.</summary>
    public ReadOnlySpan<int> Words => _words;

    /// <summary>The number of words.</summary>
    public int Length => _words.Length;

    /// <summary>The n-grams of an order with how often they occur.</summary>
    /// <param name="order">The number of words in each, 1 to <see cref="Orders"/>.</param>
    public NGramCounts Counts(int order) => new(_ngrams[order - 1]);
}
