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

    /// <summary>An option with a default, which its help tells.</summary>
    public static Option<T> Default<T>(string name, T value, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => value,
    };
}
