using System.Buffers;
using System.Globalization;
using System.Text;

namespace CausalFusion.Conditions;

/// <summary>Unicode's canonical decomposition (NFD), in which all ways to write the same text are one.</summary>
/// <remarks>
/// <see cref="string.Normalize()"/> asks ICU, and in an application without it (<c>InvariantGlobalization</c>) leaves all but ASCII as it is.
/// The algorithm is that of the Unicode Standard, chapter 3, sections 3.11 and 3.12.
/// </remarks>
internal static class CanonicalForm
{
    private const string DataName = "CausalFusion.Conditions.CanonicalDecompositions.txt";

    private const int FirstSyllable = 0xAC00, Syllables = 11172;
    private const int FirstLead = 0x1100, FirstVowel = 0x1161, BeforeTrail = 0x11A7, Vowels = 21, Trails = 28;

    private static readonly Lazy<(Dictionary<Rune, Rune[]> Decompositions, Dictionary<Rune, int> Classes)> _data = new(Read);

    private static readonly SearchValues<char> _ascii = SearchValues.Create([.. Enumerable.Range(0, 0x80).Select(code => (char)code)]);

    /// <summary>The decomposed form of a text. What is no text, a surrogate alone, becomes U+FFFD.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(_ascii))
        {
            return text;
        }
        var decomposed = new List<Rune>();
        foreach (Rune rune in text.EnumerateRunes())
        {
            Decompose(rune, decomposed);
        }
        Order(decomposed);
        var written = new StringBuilder(decomposed.Count);
        foreach (Rune rune in decomposed)
        {
            written.Append(rune.ToString());
        }
        return written.ToString();
    }

    private static void Decompose(Rune rune, List<Rune> into)
    {
        int syllable = rune.Value - FirstSyllable;
        if (syllable is >= 0 and < Syllables)
        {
            into.Add(new Rune(FirstLead + (syllable / (Vowels * Trails))));
            into.Add(new Rune(FirstVowel + (syllable % (Vowels * Trails) / Trails)));
            if (syllable % Trails is > 0 and var trail)
            {
                into.Add(new Rune(BeforeTrail + trail));
            }
        }
        else if (_data.Value.Decompositions.TryGetValue(rune, out Rune[]? parts))
        {
            into.AddRange(parts);
        }
        else
        {
            into.Add(rune);
        }
    }

    // Marks behind a character that stands for itself are ordered by their class; those of one class stay as they are.
    private static void Order(List<Rune> runes)
    {
        for (int i = 1; i < runes.Count; i++)
        {
            Rune mark = runes[i];
            int combining = Class(mark), at = i;
            if (combining == 0)
            {
                continue;
            }
            for (; at > 0 && Class(runes[at - 1]) > combining; at--)
            {
                runes[at] = runes[at - 1];
            }
            runes[at] = mark;
        }
    }

    private static int Class(Rune rune) => _data.Value.Classes.GetValueOrDefault(rune);

    private static (Dictionary<Rune, Rune[]>, Dictionary<Rune, int>) Read()
    {
        var decompositions = new Dictionary<Rune, Rune[]>();
        var classes = new Dictionary<Rune, int>();
        using var reader = new StreamReader(typeof(CanonicalForm).Assembly.GetManifestResourceStream(DataName)!);
        while (reader.ReadLine() is { } line)
        {
            foreach (string entry in line.StartsWith('#') ? [] : line.Split(' '))
            {
                string[] sides = entry.Split('=', ':');
                if (entry.Contains('='))
                {
                    decompositions.Add(Parse(sides[0]), [.. sides[1].Split('+').Select(Parse)]);
                }
                else
                {
                    Rune[] range = [.. sides[0].Split('-').Select(Parse)];
                    for (int code = range[0].Value; code <= range[1].Value; code++)
                    {
                        classes.Add(new Rune(code), int.Parse(sides[1], CultureInfo.InvariantCulture));
                    }
                }
            }
        }
        return (decompositions, classes);

        static Rune Parse(string code) => new(int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
