using System.Globalization;
using System.Text.Json.Serialization;

namespace CausalFusion.Conditions;

/// <summary>What an image is to be of: a class, what a text says, or nothing in particular.</summary>
/// <remarks>The default value is <see cref="None"/>. A class's index converts to its condition, and a null index to none.</remarks>
[JsonConverter(typeof(ConditionJsonConverter))]
public readonly record struct Condition
{
    private readonly int _class; // plus one, so that the default is none

    private Condition(int @class) => _class = @class + 1;

    private Condition(string text) => Text = text;

    /// <summary>Nothing in particular: the null condition of classifier-free guidance.</summary>
    public static Condition None => default;

    /// <summary>The class's index; null where there is none.</summary>
    public int? Class => _class == 0 ? null : _class - 1;

    /// <summary>The text: a prompt, or in training a caption; null where there is none.</summary>
    public string? Text { get; }

    /// <summary>A class.</summary>
    /// <param name="index">Its index, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static Condition OfClass(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfEqual(index, int.MaxValue);
        return new Condition(index);
    }

    /// <summary>What a text says.</summary>
    /// <param name="text">A prompt or a caption; not empty.</param>
    /// <exception cref="ArgumentException">It is empty or nothing but white space.</exception>
    public static Condition OfText(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        return new Condition(text);
    }

    /// <summary>A class by its index; null is none.</summary>
    public static implicit operator Condition(int? index) => index is { } given ? OfClass(given) : None;

    /// <inheritdoc/>
    public override string ToString() => (Class, Text) switch
    {
        ({ } index, _) => string.Create(CultureInfo.InvariantCulture, $"class {index}"),
        (_, { } text) => $"'{text}'",
        _ => "none",
    };
}
