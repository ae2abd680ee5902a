using CausalFusion.Files;

namespace CausalFusion.Checkpoints;

/// <summary>A file's tensors don't fit a module. Nothing of the module has been changed.</summary>
public sealed class StateDictMismatchException : Exception
{
    private const int MaxShown = 20;

    /// <summary>Lists everything that is wrong with a file at once.</summary>
    /// <param name="fileName">The file, or what its stream is called.</param>
    /// <param name="missing">Names that the module has and the file lacks.</param>
    /// <param name="unexpected">Names that the file has and the module lacks.</param>
    /// <param name="different">Tensors of another shape or an element type that can't be converted.</param>
    public StateDictMismatchException(
        string fileName, IReadOnlyList<string> missing, IReadOnlyList<string> unexpected, IReadOnlyList<StateDictDifference> different)
        : base($"The tensors of '{fileName}' do not fit the model: " + string.Join("; ", Parts(missing, unexpected, different)) + ".")
    {
        FileName = fileName;
        Missing = missing;
        Unexpected = unexpected;
        Different = different;
    }

    /// <summary>The file, or what its stream is called.</summary>
    public string FileName { get; }

    /// <summary>Names that the module has and the file lacks.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Names that the file has and the module lacks.</summary>
    public IReadOnlyList<string> Unexpected { get; }

    /// <summary>Tensors of another shape or an element type that can't be converted.</summary>
    public IReadOnlyList<StateDictDifference> Different { get; }

    private static IEnumerable<string> Parts(
        IReadOnlyList<string> missing, IReadOnlyList<string> unexpected, IReadOnlyList<StateDictDifference> different)
    {
        if (missing.Count > 0)
        {
            yield return $"{missing.Count} missing: {Shown(missing.Select(SafetensorsHeader.Quote), missing.Count)}";
        }
        if (unexpected.Count > 0)
        {
            yield return $"{unexpected.Count} unexpected: {Shown(unexpected.Select(SafetensorsHeader.Quote), unexpected.Count)}";
        }
        if (different.Count > 0)
        {
            IEnumerable<string> items =
                different.Select(item => $"{SafetensorsHeader.Quote(item.Name)} expected {item.Expected}, found {item.Found}");
            yield return $"{different.Count} different: {Shown(items, different.Count)}";
        }
    }

    /// <summary>A hostile file can have a million names; the properties hold all, the message the first.</summary>
    private static string Shown(IEnumerable<string> items, int count) =>
        string.Join(", ", items.Take(MaxShown)) + (count > MaxShown ? $" and {count - MaxShown} more" : "");
}
