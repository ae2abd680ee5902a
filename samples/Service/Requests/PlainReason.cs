namespace CausalFusion.Samples.Service.Requests;

/// <summary>What an exception says, for callers: without the words by which .NET names a parameter or a type of its own.</summary>
internal static class PlainReason
{
    /// <summary>Its message, of which what its causes added is plain too.</summary>
    public static string Of(Exception exception)
    {
        string message = exception is ArgumentException own ? Bare(own) : exception.Message;
        for (Exception? cause = exception.InnerException; cause is not null; cause = cause.InnerException)
        {
            message = cause switch
            {
                ArgumentException argument => message.Replace(argument.Message, Bare(argument).TrimEnd('.'), StringComparison.Ordinal),
                // Of which number type it is too large for is nothing to a caller, who sees the number.
                OverflowException overflow => message.Replace($" ({overflow.Message})", "", StringComparison.Ordinal),
                _ => message,
            };
        }
        return message;
    }

    // Before " (Parameter 'name')", behind which an ArgumentOutOfRangeException has the actual value on a line of its own.
    private static string Bare(ArgumentException exception)
    {
        int end = exception.ParamName is { Length: > 0 } name
            ? exception.Message.LastIndexOf($" (Parameter '{name}')", StringComparison.Ordinal) : -1;
        return end < 0 ? exception.Message : exception.Message[..end];
    }
}
