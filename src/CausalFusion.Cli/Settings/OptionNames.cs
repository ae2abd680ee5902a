using System.Text.RegularExpressions;

namespace CausalFusion.Cli.Settings;

/// <summary>Puts the names of the command line's options in the place of the library's in messages.</summary>
/// <param name="options">The library's names with those of the options.</param>
internal sealed partial class OptionNames(IEnumerable<(string Property, string Option)> options)
{
    private readonly Dictionary<string, string> _names = options.ToDictionary(pair => pair.Property, pair => pair.Option);

    /// <summary>A message in the words of the command line; what stands in quotes, such as paths, stays as it is.</summary>
    /// <param name="message">What the library says.</param>
    public string In(string message) => QuotedOrName().Replace(message, word => _names.GetValueOrDefault(word.Value) ?? word.Value);

    /// <inheritdoc cref="Guard{T}"/>
    public void Guard(Action check) => Guard(() =>
    {
        check();
        return true;
    });

    /// <summary>Does what may refuse options.</summary>
    /// <exception cref="UsageException">It did; they are called as on the command line.</exception>
    public T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(In(exception.Message));
        }
    }

    [GeneratedRegex(@"'[^']*'|\b[A-Z]\w+\b")]
    private static partial Regex QuotedOrName();
}
