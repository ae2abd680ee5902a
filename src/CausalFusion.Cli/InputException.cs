namespace CausalFusion.Cli;

/// <summary>A file of the input can't be read, while output is written beside it.</summary>
internal sealed class InputException(Exception inner) : Exception(inner.Message, inner)
{
    /// <summary>Whether a failure is that of a file system.</summary>
    public static bool IsOf(Exception exception) => exception is IOException or UnauthorizedAccessException;
}
