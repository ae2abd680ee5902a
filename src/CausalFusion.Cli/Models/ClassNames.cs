using System.Globalization;
using CausalFusion.Checkpoints;
using CausalFusion.Models;

namespace CausalFusion.Cli.Models;

/// <summary>The classes of a network: numbers, and names where its bundle has them.</summary>
internal sealed class ClassNames
{
    private readonly int _count;
    private readonly IReadOnlyList<string> _names;

    private ClassNames(int count, IReadOnlyList<string> names)
    {
        _count = count;
        _names = names;
    }

    /// <param name="file">The network's file.</param>
    /// <param name="count">The number of its classes.</param>
    /// <exception cref="InvalidDataException">The names in the file are no texts, or not as many as the classes.</exception>
    public static ClassNames Of(ModelFile file, int count)
    {
        IReadOnlyList<string> names = ModelInfo.Of(file).ClassNames;
        return names.Count == 0 || names.Count == count
            ? new ClassNames(count, names)
            : throw new InvalidDataException(
                $"'{file.Name}': entry '{ModelBundleInfo.ClassNamesEntry}': expected {count} names, found {names.Count}.");
    }

    /// <summary>What a class is called.</summary>
    public string this[int? number] => number is not { } given ? "none"
        : _names.Count > 0 ? _names[given] : given.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads classes: numbers, names, or <c>none</c> for no class, separated by commas.</summary>
    /// <exception cref="UsageException">There is no such class.</exception>
    public List<int?> Parse(string text) => [.. text.Split(',', StringSplitOptions.TrimEntries).Select(One)];

    private int? One(string text)
    {
        if (text == "none")
        {
            return null;
        }
        int number = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given
            : _names.ToList().FindIndex(name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase));
        return number >= 0 && number < _count
            ? number
            : throw new UsageException($"class '{text}': expected a number from 0 to "
                + $"{_count - 1}{(_names.Count == 0 ? "" : ", one of the model's names")} or none, found another.");
    }
}
