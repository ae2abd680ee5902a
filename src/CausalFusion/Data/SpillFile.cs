using Microsoft.Win32.SafeHandles;

namespace CausalFusion.Data;

/// <summary>Bytes that don't fit in memory, in a temporary file that is gone when it is disposed. Reading is thread-safe.</summary>
/// <remarks>On Unix the file has no name from the start, so that not even a killed process leaves it behind.</remarks>
internal sealed class SpillFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private long _length;

    public SpillFile(string? folder)
    {
        string path = Path.Combine(folder ?? Path.GetTempPath(), $"causalfusion-{Path.GetRandomFileName()}.tmp");
        FileOptions deletion = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None;
        _handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.RandomAccess | deletion);
        if (deletion == FileOptions.None)
        {
            File.Delete(path);
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_handle, bytes, _length);
        _length += bytes.Length;
    }

    public void Read(long offset, Span<byte> destination) => FileBytes.ReadExactly(_handle, offset, destination, "the temporary image file");

    public void Dispose() => _handle.Dispose();
}
