using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CausalFusion.Settings;

/// <summary>
/// A setting that has a text form, such as <c>name</c> or <c>name:value</c>, by which it is compared, given on a command line and saved.
/// </summary>
/// <typeparam name="T">The setting itself.</typeparam>
public abstract class TextSetting<T> : IEquatable<T>
    where T : TextSetting<T>, IParsable<T>
{
    private readonly string _text;

    /// <param name="text">The text form, the same for equal settings.</param>
    private protected TextSetting(string text) => _text = text;

    /// <summary>Whether two settings are the same.</summary>
    public static bool operator ==(TextSetting<T>? left, TextSetting<T>? right) => Equals(left, right);

    /// <summary>Whether two settings differ.</summary>
    public static bool operator !=(TextSetting<T>? left, TextSetting<T>? right) => !Equals(left, right);

    /// <inheritdoc/>
    public bool Equals(T? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as T);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    /// <summary>The text form.</summary>
    public override string ToString() => _text;

    /// <summary>Reads a text form.</summary>
    /// <param name="text">The text; case does not matter, nor does room around it.</param>
    /// <param name="expected">What would have been right, for the message.</param>
    /// <param name="read">
    /// Makes the setting from the name and the value behind the colon, null where there is no colon; gives null where there is no such setting.
    /// </param>
    /// <exception cref="FormatException">The text is no such setting.</exception>
    private protected static T Read(string text, string expected, Func<string, string?, T?> read)
    {
        ArgumentNullException.ThrowIfNull(text);
        string lower = text.Trim().ToLowerInvariant();
        int colon = lower.IndexOf(':', StringComparison.Ordinal);
        Exception? cause = null;
        try
        {
            if (read(colon < 0 ? lower : lower[..colon], colon < 0 ? null : lower[(colon + 1)..]) is { } setting)
            {
                return setting;
            }
        }
        catch (Exception ex) when (ex is FormatException or OverflowException or ArgumentException)
        {
            cause = ex;
        }
        string found = text.Length <= 60 ? text : text[..60] + "…";
        throw new FormatException($"Expected {expected}; found '{found}'{(cause is null or FormatException ? "" : $" ({cause.Message})")}.", cause);
    }

    /// <summary>Whether a text form can be read.</summary>
    private protected static bool TryRead([NotNullWhen(true)] string? text, [MaybeNullWhen(false)] out T setting)
    {
        setting = null;
        try
        {
            setting = text is null ? null : T.Parse(text, CultureInfo.InvariantCulture);
        }
        catch (FormatException)
        {
        }
        return setting is not null;
    }

    /// <summary>A whole number of a text form.</summary>
    private protected static int Integer(string text) =>
        int.Parse(
            text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>A number of a text form.</summary>
    private protected static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
