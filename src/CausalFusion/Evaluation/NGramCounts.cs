namespace CausalFusion.Evaluation;

/// <summary>Goes through the n-grams of a text, from the lowest number to the highest, each once.</summary>
/// <param name="sorted">The n-grams, sorted, each as often as it occurs.</param>
internal ref struct NGramCounts(ReadOnlySpan<int> sorted)
{
    private readonly ReadOnlySpan<int> _sorted = sorted;
    private int _next;

    /// <summary>The number of the current n-gram; −1 before the first.</summary>
    public int NGram { get; private set; } = -1;

    /// <summary>How often it occurs.</summary>
    public int Count { get; private set; }

    /// <summary>Goes to the next n-gram.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext()
    {
        if (_next == _sorted.Length)
        {
            return false;
        }
        int start = _next;
        NGram = _sorted[start];
        while (_next < _sorted.Length && _sorted[_next] == NGram)
        {
            _next++;
        }
        Count = _next - start;
        return true;
    }

    /// <summary>Goes on until an n-gram is reached or passed.</summary>
    /// <param name="ngram">Its number, not below those asked for before.</param>
    /// <returns>How often it occurs, perhaps 0.</returns>
    public int CountOf(int ngram)
    {
        while (NGram < ngram && MoveNext())
        {
        }
        return NGram == ngram ? Count : 0;
    }
}
