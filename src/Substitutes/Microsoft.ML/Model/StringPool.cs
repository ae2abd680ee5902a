namespace Microsoft.ML;

/// <summary>The strings of one model stream, each once.</summary>
internal sealed class StringPool
{
    private readonly Dictionary<string, int> _ids = [];

    public int Count => _ids.Count;

    /// <summary>The strings in the order of their ids.</summary>
    public IEnumerable<string> InOrder => _ids.OrderBy(pair => pair.Value).Select(pair => pair.Key);

    public int Add(string value)
    {
        if (!_ids.TryGetValue(value, out int id))
            _ids.Add(value, id = _ids.Count);
        return id;
    }
}
