namespace CausalFusion.ML.Hosting;

/// <summary>A folder for temporary files, readable by its owner alone; it is gone with them when it is disposed.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Makes an empty folder.</summary>
    /// <param name="parent">Where; the system's folder for temporary files if null.</param>
    /// <exception cref="IOException">It can't be made.</exception>
    public TemporaryFolder(string? parent)
    {
        Path = System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), $"causalfusion-{System.IO.Path.GetRandomFileName()}");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path);
        }
        else
        {
            Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
