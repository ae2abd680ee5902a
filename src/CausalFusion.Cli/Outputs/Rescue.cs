namespace CausalFusion.Cli.Outputs;

/// <summary>Keeps a result that can't be written where it should be.</summary>
internal static class Rescue
{
    /// <summary>Writes a file, or, if that fails, one beside it, in the working folder or in that for temporary files.</summary>
    /// <param name="path">Where it should be.</param>
    /// <param name="write">Writes it to a path.</param>
    /// <exception cref="OutputException">It is not where it should be; the message says where it is instead.</exception>
    public static void Save(string path, Action<string> write)
    {
        try
        {
            write(path);
        }
        catch (Exception failure) when (InputException.IsOf(failure))
        {
            foreach (string other in Others(path))
            {
                try
                {
                    write(other);
                }
                catch (Exception exception) when (InputException.IsOf(exception))
                {
                    continue;
                }
                throw new OutputException(path, new IOException($"{failure.Message} The result is kept in '{other}'.", failure));
            }
            throw new OutputException(path, failure);
        }
    }

    private static IEnumerable<string> Others(string path)
    {
        string name = $"{Path.GetFileNameWithoutExtension(path)}-{DateTime.UtcNow:yyyyMMdd-HHmmss}{Path.GetExtension(path)}";
        string?[] folders = [Path.GetDirectoryName(Path.GetFullPath(path)), Environment.CurrentDirectory, Path.GetTempPath()];
        return folders.OfType<string>().Where(Directory.Exists).Select(folder => Path.Combine(folder, name)).Distinct();
    }
}
