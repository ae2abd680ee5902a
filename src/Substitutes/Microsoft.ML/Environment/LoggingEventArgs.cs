namespace Microsoft.ML;

/// <summary>A message for <see cref="MLContext.Log"/>.</summary>
public class LoggingEventArgs : EventArgs
{
    public LoggingEventArgs(string message) => RawMessage = message;

    public LoggingEventArgs(string message, ChannelMessageKind kind, string source)
    {
        RawMessage = message;
        Kind = kind;
        Source = source;
    }

    /// <summary>The message with its source and kind before it.</summary>
    public string Message => Source is null ? RawMessage : $"[Source={Source}, Kind={Kind}] {RawMessage}";

    public ChannelMessageKind Kind { get; }

    /// <summary>The full name of the channel.</summary>
    public string Source { get; }

    public string RawMessage { get; }
}
