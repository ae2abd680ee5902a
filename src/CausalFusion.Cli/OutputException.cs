namespace CausalFusion.Cli;

/// <summary>A file of the output can't be written.</summary>
internal sealed class OutputException(string path, Exception inner) : Exception($"'{path}' can't be written: {inner.Message}", inner)
{
    /// <summary>Writes to a file, and tells a failure to do so from all others.</summary>
    /// <param name="path">The file, named when it can't be written.</param>
    /// <param name="write">Writes it.</param>
    public static void Guard(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException and not FileNotFoundException or UnauthorizedAccessException)
        {
            throw new OutputException(path, exception);
        }
    }
}
