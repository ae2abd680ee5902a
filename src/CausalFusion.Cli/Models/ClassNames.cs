using System.Globalization;
using System.Text.Json;
using CausalFusion.Serialization;

namespace CausalFusion.Cli.Models;

/// <summary>The classes of a network: numbers, and names where its bundle has them.</summary>
internal sealed class ClassNames
{
    /// <summary>The bundle's entry that holds the names, a JSON array of strings in the order of the numbers.</summary>
    public const string EntryName = "classes";

    private readonly int _count;
    private readonly string[]? _names;

    private ClassNames(int count, string[]? names)
    {
        _count = count;
        _names = names;
    }

    /// <param name="file">The network's file.</param>
    /// <param name="count">The number of its classes.</param>
    /// <exception cref="InvalidDataException">The names in the file are not as many as the classes.</exception>
    public static ClassNames Of(ModelFile file, int count)
    {
        if (file.Bundle?.Entries.GetValueOrDefault(EntryName) is not { } json)
        {
            return new ClassNames(count, null);
        }
        try
        {
            if (JsonSerializer.Deserialize<string[]>(json) is { } names && names.Length == count && !names.Contains(null))
            {
                return new ClassNames(count, names);
            }
        }
        catch (JsonException)
        {
            // Said below.
        }
        throw new InvalidDataException($"'{file.Name}': {EntryName}: expected a JSON array of {count} names, found something else.");
    }

    /// <summary>What a class is called.</summary>
    public string this[int? number] => number is not { } given ? "none" : _names?[given] ?? given.ToString(CultureInfo.InvariantCulture);

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
            : _names is null ? -1 : Array.FindIndex(_names, name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase));
        return number >= 0 && number < _count
            ? number
            : throw new UsageException($"class '{text}': expected a number from 0 to {_count - 1}{(_names is null ? "" : ", one of the model's names")} or none, found another.");
    }
}
