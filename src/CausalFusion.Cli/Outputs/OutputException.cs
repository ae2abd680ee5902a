namespace CausalFusion.Cli.Outputs;

/// <summary>A file of the output can't be written.</summary>
internal sealed class OutputException(string path, Exception inner) : Exception($"'{path}' can't be written: {inner.Message}", inner)
{
    /// <summary>Writes to a file, and tells a failure to do so from all others.</summary>
    /// <param name="path">The file, named when it can't be written.</param>
    /// <param name="write">Writes it.</param>
    public static void Guard(string path, Action write) => Guard(path, () =>
    {
        write();
        return true;
    });

    /// <summary>Makes something and writes it, or parts of it, to files, and tells a failure to do so from all others.</summary>
    /// <param name="path">The file or folder, named when it can't be written.</param>
    /// <param name="make">Makes and writes it.</param>
    public static T Guard<T>(string path, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception exception) when (exception is not FileNotFoundException && InputException.IsOf(exception))
        {
            throw new OutputException(path, exception);
        }
    }
}
