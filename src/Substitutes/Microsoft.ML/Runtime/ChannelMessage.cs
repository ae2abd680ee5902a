namespace Microsoft.ML.Runtime;

/// <summary>A message on a channel; its text is put together only when it is asked for.</summary>
public readonly struct ChannelMessage
{
    public readonly ChannelMessageKind Kind;
    public readonly MessageSensitivity Sensitivity;

    private readonly string _format;
    private readonly object[] _args;

    internal ChannelMessage(ChannelMessageKind kind, MessageSensitivity sensitivity, string format, object[] args = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(format);
        Kind = kind;
        Sensitivity = sensitivity;
        _format = format;
        _args = args;
    }

    public string Message => _args is { Length: > 0 } ? string.Format(_format, _args) : _format;

    public override string ToString() => $"{Kind}: {Message}";
}
