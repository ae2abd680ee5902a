namespace CausalFusion.Cli;

/// <summary>A file of the input can't be read, while output is written beside it.</summary>
internal sealed class InputException(Exception inner) : Exception(inner.Message, inner)
{
    /// <summary>
    /// Reads an input. What its content makes wrong of an argument on the way is damage of the input, and no mistake in the command line.
    /// </summary>
    /// <param name="name">The input, which is named where the failure does not do so.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static T Guard<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is ArgumentException or ArithmeticException or FormatException or KeyNotFoundException)
        {
            string problem = exception.Message.Contains(name, StringComparison.Ordinal) ? exception.Message : $"'{name}': {exception.Message}";
            throw new InvalidDataException(problem, exception);
        }
    }

    /// <summary>Whether a failure is that of a file system.</summary>
    public static bool IsOf(Exception exception) => exception is IOException or UnauthorizedAccessException;
}
