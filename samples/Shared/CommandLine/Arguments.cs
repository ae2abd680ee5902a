using System.Globalization;

namespace CausalFusion.Samples;

/// <summary>A command line of names and values.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = [];

    /// <param name="args">The command line: a name, its value, the next name…</param>
    /// <param name="names">The names that there are.</param>
    /// <exception cref="ArgumentException">A name is unknown or stands there twice, or has no value.</exception>
    public Arguments(string[] args, params string[] names)
    {
        for (int i = 0; i < args.Length; i += 2)
        {
            if (!names.Contains(args[i]))
            {
                throw new ArgumentException($"{args[i]}: expected one of {string.Join(", ", names)}.");
            }
            if (i + 1 == args.Length || !_values.TryAdd(args[i], args[i + 1]))
            {
                throw new ArgumentException($"{args[i]}: expected one value, found {(i + 1 == args.Length ? "none" : "two")}.");
            }
        }
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    /// <exception cref="ArgumentException">It is missing.</exception>
    public string Required(string name) => Text(name) ?? throw new ArgumentException($"{name}: expected a value, found none.");

    /// <exception cref="ArgumentException">It is no number, or out of range.</exception>
    public T Number<T>(string name, T fallback, T least) where T : struct, ISpanParsable<T>, IComparable<T>
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }
        return T.TryParse(text, CultureInfo.InvariantCulture, out T value) && value.CompareTo(least) >= 0
            ? value
            : throw new ArgumentException($"{name}: expected a number of at least {least}, found '{text}'.");
    }
}
