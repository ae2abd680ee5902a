using CausalFusion.Files;
using Microsoft.Win32.SafeHandles;

namespace CausalFusion.Data;

/// <summary>Bytes that don't fit in memory, in a temporary file that is gone when it is disposed. Reading is thread-safe.</summary>
/// <remarks>
/// On Unix the file has no name almost from the start. What a process leaves behind that was killed before, the next one deletes.
/// </remarks>
internal sealed class SpillFile : IDisposable
{
    private readonly FileStream _file;
    private readonly SafeFileHandle _handle;
    private long _length;

    public SpillFile(string? folder)
    {
        _file = LeftoverFiles.Create(folder ?? Path.GetTempPath(), "causalfusion-", ".tmp", deleteOnClose: true);
        _handle = _file.SafeFileHandle;
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(_file.Name);
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_handle, bytes, _length);
        _length += bytes.Length;
    }

    public void Read(long offset, Span<byte> destination) => FileBytes.ReadExactly(_handle, offset, destination, "the temporary image file");

    public void Dispose() => _file.Dispose();
}
