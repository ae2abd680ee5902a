using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CausalFusion.Checkpoints;

/// <summary>What the configurations of models have in common: their JSON form, and what is said of a value that is out of range.</summary>
internal static class ModelConfiguration
{
    // By reflection: generated code would set an absent optional member to zero instead of leaving its default.
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>A configuration as JSON: an object whose members are in snake case.</summary>
    public static string ToJson<T>(T config) => JsonSerializer.Serialize(config, _json);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">A JSON object; unknown members are refused, so that a newer file is not read wrongly.</param>
    /// <param name="validate">Throws an <see cref="ArgumentException"/> for what cannot be built.</param>
    /// <exception cref="InvalidDataException">The text is not such an object, or describes a model that cannot be built.</exception>
    public static T FromJson<T>(string json, Action<T> validate) where T : class
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            T config = JsonSerializer.Deserialize<T>(json, _json)
                ?? throw new InvalidDataException("The model configuration is null; expected a JSON object.");
            validate(config);
            return config;
        }
        catch (Exception ex) when (ex is JsonException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw new InvalidDataException($"The model configuration cannot be read: {ex.Message}", ex);
        }
    }

    /// <summary>Whether a JSON text says what a configuration does: members that it leaves out have their defaults.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="json">The text; one that cannot be read says something else.</param>
    public static bool IsSame(object config, string json)
    {
        try
        {
            return config.Equals(JsonSerializer.Deserialize(json, config.GetType(), _json));
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Checks a configuration that was seen from the weights of a file.</summary>
    /// <returns>The configuration.</returns>
    /// <exception cref="InvalidDataException">It describes a model that cannot be built.</exception>
    public static T RequireBuildable<T>(T config, Action<T> validate, string file)
    {
        try
        {
            validate(config);
            return config;
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"'{file}': its weights show a configuration that cannot be: {exception.Message}", exception);
        }
    }

    /// <exception cref="ArgumentException">The value is smaller.</exception>
    public static void RequireAtLeast(int minimum, int value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < minimum)
        {
            throw new ArgumentException($"{name} must be at least {minimum}; found {value}.");
        }
    }

    /// <exception cref="ArgumentException">The value has no name.</exception>
    public static void RequireDefined<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "") where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw new ArgumentException($"{name} must be one of {string.Join(", ", Enum.GetNames<T>())}; found {value}.");
        }
    }

    /// <exception cref="ArgumentException">The divisor does not divide the number.</exception>
    public static void RequireDivides(
        int divisor, int number, [CallerArgumentExpression(nameof(divisor))] string divisorName =
            "", [CallerArgumentExpression(nameof(number))] string numberName = "")
    {
        if (number % divisor != 0)
        {
            throw new ArgumentException($"{divisorName} must divide {numberName}; found {divisor} and {number}.");
        }
    }

    /// <summary>Checks that a number of parameters can be counted.</summary>
    /// <param name="config">What has them.</param>
    /// <param name="count">Counts them in checked arithmetic.</param>
    /// <exception cref="ArgumentException">It cannot.</exception>
    public static void RequireCountable<T>(T config, Func<T, long> count)
    {
        try
        {
            _ = count(config);
        }
        catch (OverflowException)
        {
            throw new ArgumentException($"The configuration describes a model too large to count: {ToJson(config)}.");
        }
    }
}
