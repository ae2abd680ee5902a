using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace CausalFusion.Cli.Settings;

/// <summary>Options whose values have a text form of their own.</summary>
internal static class Setting
{
    /// <summary>An option for a value that reads itself; what it can't read is a mistake in the command line.</summary>
    public static Option<T?> Of<T>(string name, string description, string helpName) where T : class, IParsable<T> => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            try
            {
                return T.Parse(result.Tokens[0].Value, CultureInfo.InvariantCulture);
            }
            catch (FormatException exception)
            {
                result.AddError($"{name}: {exception.Message}");
                return null;
            }
        },
    };

    /// <summary>An option for a number with a default: a point for the fraction, whatever the language, and nothing between thousands.</summary>
    public static Option<double> Default(string name, double value, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => value,
        CustomParser = result => Number(result, name, value) ?? value,
    };

    /// <summary>An option for a number that is read likewise, and is null where it is not given.</summary>
    /// <param name="name">The option.</param>
    /// <param name="example">Such a number, for the message of a mistake.</param>
    /// <param name="description">What it says.</param>
    /// <param name="helpName">What stands for its value in the help.</param>
    public static Option<double?> Optional(string name, double example, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => Number(result, name, example),
    };

    /// <summary>An option for a whole number with a default: digits alone, and a sign.</summary>
    public static Option<T> Whole<T>(string name, T value, string description, string helpName) where T : struct, IBinaryInteger<T> => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => value,
        CustomParser = result => Whole<T>(result, name) ?? value,
    };

    /// <summary>An option for a whole number that is read likewise, and is null where it is not given.</summary>
    public static Option<int?> Whole(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => Whole<int>(result, name),
    };

    /// <summary>An option for one of a few words, in any case, with a default.</summary>
    public static Option<T> Choice<T>(string name, T value, string description, string helpName) where T : struct, Enum => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => value,
        CustomParser = result => Choice<T>(result, name) ?? value,
    };

    /// <summary>An option for one of a few words that is read likewise, and is null where it is not given.</summary>
    public static Option<T?> Choice<T>(string name, string description, string helpName) where T : struct, Enum => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => Choice<T>(result, name),
    };

    private static T? Whole<T>(ArgumentResult result, string name) where T : struct, IBinaryInteger<T>
    {
        string text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T number))
        {
            return number;
        }
        result.AddError($"{name}: expected a whole number, digits alone; found '{text}'.");
        return null;
    }

    private static T? Choice<T>(ArgumentResult result, string name) where T : struct, Enum
    {
        string text = result.Tokens[0].Value;
        foreach (T value in Enum.GetValues<T>())
        {
            if (string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }
        result.AddError($"{name}: expected {string.Join(" or ", Enum.GetNames<T>()).ToLowerInvariant()}; found '{text}'.");
        return null;
    }

    private static double? Number(ArgumentResult result, string name, double example)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        string text = result.Tokens[0].Value;
        if (double.TryParse(text, Style, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
        {
            return number;
        }
        result.AddError($"{name}: expected a number such as {example.ToString("R", CultureInfo.InvariantCulture)}, with a point for its "
            + $"fraction; found '{text}'.");
        return null;
    }

    /// <summary>An option with a default, which its help tells.</summary>
    public static Option<T> Default<T>(string name, T value, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => value,
    };
}
