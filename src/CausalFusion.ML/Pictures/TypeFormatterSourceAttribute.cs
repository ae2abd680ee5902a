namespace CausalFusion.ML.Pictures;

/// <summary>
/// Tells a Polyglot notebook how a type is shown. Notebooks know the attribute by its name and its members, not by its assembly, so that a library
/// needs no reference to them.
/// </summary>
/// <param name="formatterSourceType">
/// A type with a method <c>CreateTypeFormatters()</c>; what that returns has <c>MimeType</c> and <c>Format(object, TextWriter)</c>.
/// </param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The forms that a notebook asks for unless told otherwise.</summary>
    /// <remarks>A picture is shown as such, also where notebooks are only read; the HTML is for values that hold one.</remarks>
    public string[] PreferredMimeTypes { get; set; } = ["image/png"];
}
