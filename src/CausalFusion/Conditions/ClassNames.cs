using System.Globalization;

namespace CausalFusion.Conditions;

/// <summary>The classes of a network by name: which one a text means, by one rule for all who ask.</summary>
/// <remarks>
/// A text means the class of exactly this name; else that of this name in another Unicode normal form; else, if only one differs from it by case
/// alone, that one; else, unless a class has a number for a name, the class of this number, which is told. What could mean several is refused,
/// naming them.
/// </remarks>
public sealed class ClassNames
{
    private const int MostListed = 20;
    private const string NoClass = "none";

    private readonly int _count;
    private readonly IReadOnlyList<string> _names;
    private readonly Func<string, int[]>[] _ways;
    private readonly int _longestInParts;

    /// <param name="count">The number of classes.</param>
    /// <param name="names">Their names, one for each; empty where they have none.</param>
    /// <exception cref="ArgumentException">There are names, but not one for each class.</exception>
    public ClassNames(int count, IReadOnlyList<string> names)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count > 0 && names.Count != count)
        {
            throw new ArgumentException(
                $"ClassNames must have {count} names, one for each of the network's classes; found {names.Count}.", nameof(names));
        }
        (_count, _names) = (count, names);
        ILookup<string, int> exact = LookupOf(name => name, StringComparer.Ordinal), canonical = LookupOf(CanonicalForm.Of, StringComparer.Ordinal),
            cased = LookupOf(CanonicalForm.Of, StringComparer.OrdinalIgnoreCase);
        _ways = [text => [.. exact[text]], text => [.. canonical[CanonicalForm.Of(text)]], text => [.. cased[CanonicalForm.Of(text)]]];
        _longestInParts = names.Select(name => name.Count(character => character == ',')).DefaultIfEmpty(0).Max() + 1;
        HasNumbers = names.Any(IsNumber);
    }

    /// <summary>What a class is called: its name, or its number where it has none.</summary>
    /// <param name="index">Its index.</param>
    public string this[int index] => _names.Count > 0 ? _names[index] : index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether the classes have names.</summary>
    internal bool AreNamed => _names.Count > 0;

    /// <summary>Whether a class has a number for a name, so that a number is a name.</summary>
    internal bool HasNumbers { get; }

    /// <summary>Finds the class that a text means.</summary>
    /// <param name="text">A name, or a number.</param>
    /// <param name="tell">Is told, in a sentence, if a number was taken for a class that has a name. May be null.</param>
    /// <returns>Its index.</returns>
    /// <exception cref="FormatException">There is no such class, or several could be meant; the message names them.</exception>
    public int Find(string text, Action<string>? tell = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        int[] named = Named(text, out _);
        if (named.Length == 1)
        {
            return named[0];
        }
        if (named.Length > 1)
        {
            throw new FormatException($"'{text}' could be any of {Listed(named.Select(i => _names[i]))}.");
        }
        if (Numbered(text) is { } number)
        {
            TellOf(number, tell);
            return number;
        }
        string numbers = $"a number from 0 to {_count - 1}";
        throw new FormatException(
            $"expected {(_names.Count == 0 ? numbers : $"one of {Listed(_names)}{(HasNumbers ? "" : $", or {numbers}")}")}; found '{text}'.");
    }

    /// <summary>Finds the classes that a list means, whose names may hold the commas that separate them.</summary>
    /// <param name="list">
    /// Names or numbers, separated by commas; <c>none</c> is no class, unless a class is called so.
    /// </param>
    /// <param name="tell">Is told, in a sentence, of each number that was taken for a class that has a name. May be null.</param>
    /// <returns>The condition of each.</returns>
    /// <exception cref="FormatException">A class is not there, or several could be meant; the message names them.</exception>
    public IReadOnlyList<Condition> FindAll(string list, Action<string>? tell = null)
    {
        ArgumentNullException.ThrowIfNull(list);
        string[] parts = list.Split(',');
        // The best ways to read the list from each part on, of which two are enough to know that there are several.
        var readings = new Reading?[parts.Length + 1][];
        readings[parts.Length] = [null];
        for (int start = parts.Length - 1; start >= 0; start--)
        {
            var all = new List<Reading>();
            for (int length = 1; length <= Math.Min(_longestInParts, parts.Length - start); length++)
            {
                foreach ((Condition condition, int way) in Meanings(Joined(start, length)))
                {
                    all.AddRange(readings[start + length].Select(
                        rest => new Reading(condition, Joined(start, length), Math.Max(way, rest?.Way ?? 0), rest)));
                }
            }
            int best = all.Count == 0 ? 0 : all.Min(reading => reading.Way);
            readings[start] = [.. all.Where(reading => reading.Way == best).Take(2)];
        }
        switch (readings[0])
        {
            case [{ } first, { } second]:
                throw new FormatException($"'{list.Trim()}' could be {Listed(first.Texts)}, or {Listed(second.Texts)}.");
            case [{ } only]:
                foreach (Reading reading in only.All.Where(reading => reading.Condition.Class is not null))
                {
                    _ = Find(reading.Text, tell);
                }
                return [.. only.All.Select(reading => reading.Condition)];
            default:
                return Refuse();
        }

        // The first part that nothing can be read from is what is wrong.
        IReadOnlyList<Condition> Refuse()
        {
            int reached = 0;
            var reachable = new bool[parts.Length + 1];
            reachable[0] = true;
            for (int start = 0; start < parts.Length; start++)
            {
                for (int length = 1; reachable[start] && length <= Math.Min(_longestInParts, parts.Length - start); length++)
                {
                    reachable[start + length] |= Meanings(Joined(start, length)).Any();
                }
                reached = reachable[start] ? start : reached;
            }
            _ = RequireMeaning(Joined(reached, 1));
            throw new FormatException($"'{list.Trim()}' is no list of classes.");
        }

        string Joined(int start, int length) => string.Join(',', parts.AsSpan(start, length)!).Trim();
    }

    private int RequireMeaning(string text) => text == NoClass && Named(text, out _) is { Length: > 0 } named
        ? throw new FormatException($"'{text}' could be no class, or {Listed(named.Select(i => _names[i]))}.")
        : Find(text);

    /// <summary>What a part of a list can mean, and by which way of the rule; nothing where it is no class, or could be several.</summary>
    private IEnumerable<(Condition Condition, int Way)> Meanings(string text)
    {
        int[] named = Named(text, out int way);
        if (named.Length == 1 && (text != NoClass || way < _ways.Length - 1))
        {
            yield return (Condition.OfClass(named[0]), way);
        }
        else if (named.Length == 0 && text == NoClass)
        {
            yield return (Condition.None, 0);
        }
        else if (named.Length == 0 && Numbered(text) is { } number)
        {
            yield return (Condition.OfClass(number), _ways.Length);
        }
    }

    private int[] Named(string text, out int way)
    {
        for (way = 0; way < _ways.Length; way++)
        {
            if (_ways[way](text) is { Length: > 0 } found)
            {
                return found;
            }
        }
        return [];
    }

    private int? Numbered(string text) =>
        !HasNumbers && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < _count ? number : null;

    /// <summary>Says which class a number stands for, where it has a name.</summary>
    internal void TellOf(int number, Action<string>? tell)
    {
        if (AreNamed)
        {
            tell?.Invoke($"class {number.ToString(CultureInfo.InvariantCulture)} is '{_names[number]}'.");
        }
    }

    private ILookup<string, int> LookupOf(Func<string, string> form, StringComparer comparer) =>
        Enumerable.Range(0, _names.Count).ToLookup(i => form(_names[i]), comparer);

    private static bool IsNumber(string name) => name.Any(char.IsAsciiDigit)
        && double.TryParse(name, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _);

    private static string Listed(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return string.Join(
            ", ", all.Take(MostListed).Select(name => $"'{name}'")) + (all.Length > MostListed ? $" and {all.Length - MostListed} others" : "");
    }

    /// <summary>One way to read a list from a part on.</summary>
    /// <param name="Condition">What its first class is.</param>
    /// <param name="Text">The text of that.</param>
    /// <param name="Way">The last of the rule's ways that was needed, for this class or one behind it.</param>
    /// <param name="Rest">The classes behind it; null at the end.</param>
    private sealed record Reading(Condition Condition, string Text, int Way, Reading? Rest)
    {
        public IEnumerable<Reading> All
        {
            get
            {
                for (Reading? reading = this; reading is not null; reading = reading.Rest)
                {
                    yield return reading;
                }
            }
        }

        public IEnumerable<string> Texts => All.Select(reading => reading.Text);
    }
}
