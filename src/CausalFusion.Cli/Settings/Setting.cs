using System.CommandLine;
using System.Globalization;

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
        CustomParser = result =>
        {
            const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
            string text = result.Tokens[0].Value;
            if (double.TryParse(text, Style, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
            {
                return number;
            }
            result.AddError($"{name}: expected a number such as {value.ToString("R", CultureInfo.InvariantCulture)}, with a point for its "
                + $"fraction; found '{text}'.");
            return value;
        },
    };

    /// <summary>An option with a default, which its help tells.</summary>
    public static Option<T> Default<T>(string name, T value, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => value,
    };
}
