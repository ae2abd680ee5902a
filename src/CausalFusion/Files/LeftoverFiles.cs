using System.Diagnostics;

namespace CausalFusion.Files;

/// <summary>
/// Files that are a process's own while it lives, and litter once it was killed: each is locked by who makes it, and whoever makes the next one in
/// the same folder deletes those that nobody holds.
/// </summary>
/// <remarks>
/// Where a file system knows no locks nothing is deleted, nor what belongs to other users; failures to delete are nobody's business. Locks are those
/// of <see cref="FileShare.None"/>.
/// </remarks>
internal static class LeftoverFiles
{
    private const int Attempts = 8;

    // Looking through a folder takes at most one part in so many of the time.
    private const int ShareOfTime = 20;

    // Errors that say that somebody else holds the file: EAGAIN of Linux and of macOS, ERROR_SHARING_VIOLATION.
    private static readonly int[] _held = [11, 35, unchecked((int)0x80070020)];

    private static readonly Lock _turn = new();
    private static string? _lastFolder;
    private static long _nextSweep;

    /// <summary>Makes a file with a name of its own, locked until it is closed, and deletes those of the same kind that nobody holds.</summary>
    /// <param name="folder">Where; it must exist.</param>
    /// <param name="prefix">What its name begins with.</param>
    /// <param name="suffix">What its name ends with.</param>
    /// <param name="length">How many bytes to reserve on the disk; 0 for none.</param>
    /// <param name="deleteOnClose">Whether it is deleted when it is closed.</param>
    /// <param name="discard">What to do away with before a left file of this kind is deleted, given its path.</param>
    /// <exception cref="IOException">The file can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static FileStream Create(
        string folder, string prefix, string suffix, long length = 0, bool deleteOnClose = false, Action<string>? discard = null)
    {
        FileStream stream;
        try
        {
            stream = CreateLocked(folder, prefix, suffix, length, deleteOnClose);
        }
        catch (IOException) when (length > 0 && Directory.Exists(folder))
        {
            // What was left may be what fills the disk.
            using (FileStream own = CreateLocked(folder, prefix, suffix, length: 0, deleteOnClose: true))
            {
                Sweep(folder, prefix, suffix, own.Name, discard);
            }
            return CreateLocked(folder, prefix, suffix, length, deleteOnClose);
        }
        SweepNowAndThen(folder, prefix, suffix, stream.Name, discard);
        return stream;
    }

    private static FileStream CreateLocked(string folder, string prefix, string suffix, long length, bool deleteOnClose)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None, // Windows renames no open file otherwise
            PreallocationSize = length,
            Options = deleteOnClose ? FileOptions.DeleteOnClose : FileOptions.None,
        };
        for (int attempt = 1; ; attempt++)
        {
            string path = Path.Combine(folder, prefix + Path.GetRandomFileName() + suffix);
            try
            {
                // Between making and locking it somebody may have taken it for a leftover.
                var stream = new FileStream(path, options);
                if (File.Exists(path) || attempt == Attempts)
                {
                    return stream;
                }
                stream.Dispose();
            }
            catch (IOException exception) when (attempt < Attempts && _held.Contains(exception.HResult))
            {
                // Whoever holds it deletes it.
            }
        }
    }

    private static void SweepNowAndThen(string folder, string prefix, string suffix, string own, Action<string>? discard)
    {
        if (!_turn.TryEnter())
        {
            return;
        }
        try
        {
            long started = Stopwatch.GetTimestamp();
            if (_lastFolder == folder && started < _nextSweep)
            {
                return;
            }
            Sweep(folder, prefix, suffix, own, discard);
            long ended = Stopwatch.GetTimestamp();
            (_lastFolder, _nextSweep) = (folder, ended + ((ended - started) * ShareOfTime));
        }
        finally
        {
            _turn.Exit();
        }
    }

    private static void Sweep(string folder, string prefix, string suffix, string own, Action<string>? discard)
    {
        try
        {
            bool locksHold = false;
            string ownName = Path.GetFileName(own);
            foreach (string path in Directory.EnumerateFiles(folder, $"{prefix}*{suffix}").Where(path => Path.GetFileName(path) != ownName))
            {
                if (!locksHold && !(locksHold = IsHeld(own)))
                {
                    return;
                }
                DeleteIfLeft(path, discard);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder may be written, and not be read.
        }
    }

    /// <summary>Whether a file that this process holds cannot be taken: whether locks are worth something there.</summary>
    private static bool IsHeld(string own)
    {
        try
        {
            using var stream = new FileStream(own, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static void DeleteIfLeft(string path, Action<string>? discard)
    {
        try
        {
            if (new FileInfo(path).LinkTarget is not null)
            {
                return; // none of ours is a link
            }
            using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            discard?.Invoke(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody holds it, or it is not ours to delete.
        }
    }
}
