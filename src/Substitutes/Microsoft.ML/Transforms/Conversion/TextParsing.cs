using System.Globalization;
using System.Numerics;

namespace Microsoft.ML.Transforms;

/// <summary>What text stands for as a value of another type. Empty text is the type's default.</summary>
internal static class TextParsing
{
    /// <exception cref="InvalidOperationException">The text is no integer of the type.</exception>
    internal static T Signed<T>(ReadOnlyMemory<char> text)
        where T : struct, IBinaryInteger<T>
    {
        if (text.IsEmpty)
            return default;
        return T.TryParse(text.Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && text.Span[0] != '+'
            ? value
            : throw new InvalidOperationException($"Value '{text}' could not be parsed from text to {typeof(T).Name}.");
    }

    /// <summary>0 where the text is no integer of the type.</summary>
    internal static T Unsigned<T>(ReadOnlyMemory<char> text)
        where T : struct, IBinaryInteger<T> =>
        T.TryParse(text.Span, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : default;

    /// <summary>NaN where the text is no number.</summary>
    internal static T Real<T>(ReadOnlyMemory<char> text)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (text.IsEmpty)
            return default;
        return T.TryParse(text.Span, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : T.NaN;
    }

    /// <summary>False where the text says neither.</summary>
    internal static bool Boolean(ReadOnlyMemory<char> text) =>
        text.ToString().ToLowerInvariant() is "true" or "t" or "yes" or "y" or "1" or "+1" or "+";

    internal static TimeSpan TimeSpan(ReadOnlyMemory<char> text) =>
        System.TimeSpan.TryParse(text.Span, CultureInfo.InvariantCulture, out var value) ? value : default;

    internal static DateTime DateTime(ReadOnlyMemory<char> text)
    {
        const DateTimeStyles Universal = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return System.DateTime.TryParse(text.Span, CultureInfo.InvariantCulture, Universal, out var value) ? value : default;
    }

    internal static DateTimeOffset DateTimeOffset(ReadOnlyMemory<char> text) =>
        System.DateTimeOffset.TryParse(text.Span, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value) ? value : default;
}
