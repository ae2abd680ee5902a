using System.Runtime.InteropServices;

namespace CausalFusion.TestKit;

/// <summary>A file system of 64 KiB, for tests in which the disk is full in earnest. Needs Linux and the right to mount.</summary>
public sealed partial class SmallDisk : IDisposable
{
    public const int Capacity = 64 * 1024;

    private const int Detach = 2;

    private readonly TemporaryFolder _mountPoint = new();

    public SmallDisk()
    {
        if (!TryMount(_mountPoint.Path))
        {
            int error = Marshal.GetLastPInvokeError();
            _mountPoint.Dispose();
            throw new InvalidOperationException($"expected to mount a file system, found error {error}");
        }
    }

    public string Path => _mountPoint.Path;

    public string this[string name] => _mountPoint[name];

    public IEnumerable<string?> FileNames => _mountPoint.FileNames;

    public void Dispose()
    {
        _ = Unmount(_mountPoint.Path, Detach);
        _mountPoint.Dispose();
    }

    private static bool TryMount(string folder) => Mount("tmpfs", folder, "tmpfs", 0, $"size={Capacity}") == 0;

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Mount(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Unmount(string target, int flags);
}
