using System.Globalization;

namespace Microsoft.Data.Analysis;

/// <summary>Guesses what the values of a column are.</summary>
internal static class CsvTypes
{
    /// <summary>Truth values, numbers or times, if all fields are such, empty ones aside; text otherwise.</summary>
    public static Type Guess(IEnumerable<string> fields, CultureInfo culture)
    {
        string[] given = [.. fields.Where(field => !string.IsNullOrEmpty(field) && !field.Equals("null", StringComparison.OrdinalIgnoreCase))];
        return given.Length == 0 ? typeof(string)
            : given.All(field => bool.TryParse(field, out _)) ? typeof(bool)
            : given.All(field => float.TryParse(field, NumberStyles.Float | NumberStyles.AllowThousands, culture, out _)) ? typeof(float)
            : given.All(field => DateTime.TryParse(field, culture, DateTimeStyles.None, out _)) ? typeof(DateTime)
            : typeof(string);
    }
}
