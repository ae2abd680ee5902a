namespace CausalFusion.Files;

/// <summary>Writes a file so that its name always holds either the whole old content or the whole new one.</summary>
public static class AtomicFile
{
    private const string Prefix = ".partial-", Suffix = ".tmp";

    /// <summary>
    /// Writes a temporary file in the target's folder, flushes it to the disk and renames it over the target. If anything fails (the disk is full,
    /// <paramref name="write"/> throws, the work is canceled), the temporary file is deleted and the target is as it was.
    /// </summary>
    /// <remarks>
    /// A symbolic link is followed: what it points to is replaced. On Unix a replaced file keeps its access mode. A process that is killed while
    /// writing leaves its temporary file (<c>.partial-*.tmp</c>) behind, never a damaged target; the next one that writes into the folder deletes
    /// it.
    /// </remarks>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="write">Writes the content to the stream that it is given, front to back.</param>
    /// <param name="expectedLength">
    /// The content's length in bytes if it is known, else 0. A disk that has less room is found out before anything is written.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="IOException">The file can't be written: no such folder, no room, or another error of the file system.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written.</exception>
    public static void Write(string path, Action<Stream> write, long expectedLength = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedLength);

        string target = TargetOf(path);
        string? temporary = null;
        try
        {
            using (FileStream stream = CreateTemporary(Path.GetDirectoryName(target)!, expectedLength))
            {
                temporary = stream.Name;
                if (!OperatingSystem.IsWindows() && File.Exists(target))
                {
                    File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(target));
                }
                write(stream);
                stream.Flush(flushToDisk: true);
                File.Move(temporary, target, overwrite: true); // while it is held: nobody takes it for a leftover
            }
        }
        catch
        {
            DeleteQuietly(temporary);
            throw;
        }
    }

    /// <summary>The file that is replaced: what a symbolic link points to.</summary>
    internal static string TargetOf(string path)
    {
        string target = Path.GetFullPath(path);
        return new FileInfo(target).LinkTarget is null ? target : File.ResolveLinkTarget(target, returnFinalTarget: true)!.FullName;
    }

    /// <summary>Makes a temporary file in a folder, and deletes those there that killed processes left.</summary>
    internal static FileStream CreateTemporary(string folder, long length = 0, bool deleteOnClose = false) =>
        LeftoverFiles.Create(folder, Prefix, Suffix, length, deleteOnClose);

    private static void DeleteQuietly(string? path)
    {
        try
        {
            if (path is not null)
            {
                File.Delete(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to report.
        }
    }
}
