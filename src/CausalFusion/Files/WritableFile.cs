namespace CausalFusion.Files;

/// <summary>Checks that a file can be written, before the long work whose result it is to hold.</summary>
internal static class WritableFile
{
    /// <summary>Writes nothing into the file, and leaves nothing in its folder.</summary>
    /// <param name="path">The file that <see cref="AtomicFile"/> is to create or replace.</param>
    /// <param name="length">How many bytes it will have, if that is known, else 0.</param>
    /// <exception cref="IOException">The name is a folder's, there is no folder for it, or too little room.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Require(string path, long length = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        string target = AtomicFile.TargetOf(path);
        if (Directory.Exists(target) || Path.EndsInDirectorySeparator(target))
        {
            throw new IOException("expected the name of a file, found a folder.");
        }
        string folder = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"there is no folder '{folder}'.");
        }
        RequireWritableFolder(folder, length);
    }

    /// <summary>Checks that files can be made in a folder.</summary>
    /// <param name="folder">The folder, which is there.</param>
    /// <param name="length">How many bytes they will have together, if that is known, else 0.</param>
    /// <exception cref="IOException">There is too little room, or another error of the file system.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void RequireWritableFolder(string folder, long length = 0)
    {
        try
        {
            AtomicFile.CreateTemporary(folder, deleteOnClose: true).Dispose();
        }
        catch (FileNotFoundException exception)
        {
            throw new IOException($"no file can be made in '{folder}'.", exception);
        }
        if (length > 0 && RoomIn(folder) is { } room && room < length)
        {
            throw new IOException($"expected room for {length:N0} bytes on the disk of '{folder}', found {room:N0}.");
        }
    }

    /// <summary>The free bytes of the disk that a folder is on; null where the system does not say.</summary>
    private static long? RoomIn(string folder)
    {
        try
        {
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
