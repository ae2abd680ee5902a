using CausalFusion.Files;

namespace CausalFusion.ML.Hosting;

/// <summary>
/// A folder for temporary files, readable by its owner alone; it is gone with them when it is disposed, or when the next one is made after its
/// process was killed.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Prefix = "causalfusion-", LockSuffix = ".lock";

    private readonly FileStream _lock;

    /// <summary>Makes an empty folder.</summary>
    /// <param name="parent">Where; the system's folder for temporary files if null.</param>
    /// <exception cref="IOException">It can't be made.</exception>
    public TemporaryFolder(string? parent)
    {
        _lock = LeftoverFiles.Create(
            parent ?? System.IO.Path.GetTempPath(), Prefix, LockSuffix, deleteOnClose: true, discard: path => Delete(FolderOf(path)));
        Path = FolderOf(_lock.Name);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(Path);
            }
            else
            {
                Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    public void Dispose()
    {
        Delete(Path);
        _lock.Dispose();
    }

    /// <summary>The folder that a lock beside it is for.</summary>
    private static string FolderOf(string path) => path[..^LockSuffix.Length];

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
