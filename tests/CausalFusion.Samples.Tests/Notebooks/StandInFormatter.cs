namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Stands in for the notebooks' own class of this name, which the package's extension registers formatters with.</summary>
public static class Formatter
{
    private static readonly Dictionary<(Type Type, string MimeType), Action<object, TextWriter>> _formatters = [];

    /// <summary>Says how values of a type are shown.</summary>
    public static void Register<T>(Action<T, TextWriter> formatter, string mimeType) =>
        _formatters[(typeof(T), mimeType)] = (value, writer) => formatter((T)value, writer);

    /// <summary>Shows a value as was registered, or as a source of formatters says that its type names, as notebooks find it; null if nothing says how.</summary>
    internal static string? Format(object value, string mimeType)
    {
        using var writer = new StringWriter();
        if (_formatters.TryGetValue((value.GetType(), mimeType), out Action<object, TextWriter>? registered))
        {
            registered(value, writer);
            return writer.ToString();
        }
        object? attribute = value.GetType().GetCustomAttributes(inherit: true).FirstOrDefault(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        if (attribute is null)
        {
            return null;
        }
        object source = Activator.CreateInstance((Type)Property(attribute, "FormatterSourceType"), nonPublic: true)!;
        var formatters = (IEnumerable<object>)source.GetType().GetMethod("CreateTypeFormatters")!.Invoke(source, [])!;
        object? formatter = formatters.FirstOrDefault(f => (string)Property(f, "MimeType") == mimeType);
        return formatter is not null && (bool)formatter.GetType().GetMethod("Format")!.Invoke(formatter, [value, writer])! ? writer.ToString() : null;
    }

    private static object Property(object instance, string name) => instance.GetType().GetProperty(name)!.GetValue(instance)!;
}
