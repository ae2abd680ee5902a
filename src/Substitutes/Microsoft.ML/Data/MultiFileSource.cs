namespace Microsoft.ML.Data;

/// <summary>The streams of files.</summary>
public sealed class MultiFileSource : IMultiStreamSource
{
    private readonly string[] _paths;

    public MultiFileSource(params string[] paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        _paths = [.. paths];
    }

    public int Count => _paths.Length;

    public string GetPathOrNull(int index) => index >= 0 && index < Count
        ? _paths[index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} files.");

    public Stream Open(int index) => new FileStream(GetPathOrNull(index), FileMode.Open, FileAccess.Read, FileShare.Read);

    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));
}
