namespace CausalFusion.Files;

/// <summary>
/// Keeps what one file or folder holds to one writer at a time, among all processes of a machine: a file beside it, whose name ends in <c>.lock</c>,
/// which the system lets go of when the process ends, however it ends.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The file or folder that is to be written by nobody else.</param>
    /// <param name="purpose">What is done with it, for the message: <c>a training writes its checkpoints into</c>.</param>
    /// <returns>The lock, held until it is disposed.</returns>
    /// <exception cref="IOException">Somebody else has it, or the file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static FileLock Take(string path, string purpose)
    {
        string file = NameFor(path);
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
        };
        while (true)
        {
            FileStream opened;
            try
            {
                opened = new FileStream(file, options);
            }
            catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException) && File.Exists(file))
            {
                throw new IOException($"another process or thread {purpose} '{path}': it holds '{file}'.", exception);
            }
            if (File.Exists(file))
            {
                return new FileLock(opened);
            }
            opened.Dispose(); // it was the one that its holder was about to delete
        }
    }

    /// <summary>The file that stands for the lock.</summary>
    public static string NameFor(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + ".lock";

    /// <summary>Lets go.</summary>
    public void Dispose() => _file.Dispose();
}
