using System.Globalization;

namespace CausalFusion.Conditions;

/// <summary>The classes of a network by name: which one a text means, by one rule for all who ask.</summary>
/// <remarks>
/// A text means the class of exactly this name; else that of this name in another Unicode normal form; else, if only one differs from it by case
/// alone, that one; else, unless a class has a number for a name, the class of this number. What could mean several is refused, naming them.
/// </remarks>
public sealed class ClassNames
{
    private const int MostListed = 20;

    private readonly int _count;
    private readonly IReadOnlyList<string> _names;

    /// <param name="count">The number of classes.</param>
    /// <param name="names">Their names, one for each; empty where they have none.</param>
    /// <exception cref="ArgumentException">There are names, but not one for each class.</exception>
    public ClassNames(int count, IReadOnlyList<string> names)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count > 0 && names.Count != count)
        {
            throw new ArgumentException(
                $"ClassNames must have {count} names, one for each of the network's classes; found {names.Count}.", nameof(names));
        }
        (_count, _names) = (count, names);
    }

    /// <summary>What a class is called: its name, or its number where it has none.</summary>
    /// <param name="index">Its index.</param>
    public string this[int index] => _names.Count > 0 ? _names[index] : index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Finds the class that a text means.</summary>
    /// <param name="text">A name, or a number.</param>
    /// <returns>Its index.</returns>
    /// <exception cref="FormatException">There is no such class, or several could be meant; the message names them.</exception>
    public int Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (Func<string, bool> isMeant in Ways(text))
        {
            int[] meant = [.. Enumerable.Range(0, _names.Count).Where(i => isMeant(_names[i]))];
            if (meant.Length == 1)
            {
                return meant[0];
            }
            if (meant.Length > 1)
            {
                throw new FormatException($"'{text}' could be any of {Listed(meant.Select(i => _names[i]))}.");
            }
        }
        bool areNumbers = _names.Any(name => int.TryParse(name, NumberStyles.Integer, CultureInfo.InvariantCulture, out _));
        if (!areNumbers && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < _count)
        {
            return number;
        }
        string numbers = $"a number from 0 to {_count - 1}";
        throw new FormatException(
            $"expected {(_names.Count == 0 ? numbers : $"one of {Listed(_names)}{(areNumbers ? "" : $", or {numbers}")}")}; found '{text}'.");
    }

    /// <summary>Finds the classes that a list means, whose names may hold the commas that separate them.</summary>
    /// <param name="list">Names or numbers, separated by commas; <c>none</c>, unless a class is called so, is no class.</param>
    /// <returns>The condition of each.</returns>
    /// <exception cref="FormatException">A class is not there, or several could be meant; the message names them.</exception>
    public IReadOnlyList<Condition> FindAll(string list)
    {
        ArgumentNullException.ThrowIfNull(list);
        string[] parts = list.Split(',');
        var found = new List<Condition>();
        for (int start = 0; start < parts.Length;)
        {
            int[] lengths = [.. Enumerable.Range(1, parts.Length - start).Where(length => _names.Contains(Joined(length)))];
            if (lengths.Length > 1)
            {
                throw new FormatException($"'{Joined(lengths[^1])}' could be any of {Listed(lengths.Select(Joined))}.");
            }
            int taken = lengths.Length == 1 ? lengths[0] : 1;
            string text = Joined(taken);
            if (text == "none" && lengths.Length == 0)
            {
                found.Add(Condition.None);
            }
            else
            {
                found.Add(Condition.OfClass(Find(text)));
            }
            start += taken;

            string Joined(int length) => string.Join(',', parts.AsSpan(start, length)!).Trim();
        }
        return found;
    }

    private static Func<string, bool>[] Ways(string text) =>
        [name => name == text, name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase)];

    private static string Listed(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return string.Join(
            ", ", all.Take(MostListed).Select(name => $"'{name}'")) + (all.Length > MostListed ? $" and {all.Length - MostListed} others" : "");
    }
}
