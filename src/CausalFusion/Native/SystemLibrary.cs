using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CausalFusion.Native;

/// <summary>The shared libraries of a Linux process.</summary>
internal static partial class SystemLibrary
{
    private const uint CloseOnExecute = 1;
    private const uint Executable = 16;

    private static readonly ConcurrentDictionary<string, IReadOnlySet<string>> _versions = new(StringComparer.Ordinal);

    /// <summary>The symbol versions that the system's library of this name defines. None where that cannot be found out.</summary>
    public static IReadOnlySet<string> Versions(string library) => _versions.GetOrAdd(library, static name =>
        NativeLibrary.TryLoad(name, out _) && PathOf(name) is { } path ? new ElfImage(File.ReadAllBytes(path)).Defined : FrozenSet<string>.Empty);

    /// <summary>Where a library that is loaded was loaded from; null if it is not loaded.</summary>
    /// <param name="name">The beginning of its file's name, such as <c>libstdc++.so.6</c>.</param>
    public static string? PathOf(string name) => File.ReadLines("/proc/self/maps")
        .Select(line => line.IndexOf('/') is >= 0 and var start ? line[start..] : "")
        .FirstOrDefault(path => Path.GetFileName(path.AsSpan()).StartsWith(name, StringComparison.Ordinal));

    /// <summary>Loads a library from memory, as if from a file.</summary>
    /// <exception cref="IOException">The system gives no memory that can be loaded from.</exception>
    /// <exception cref="DllNotFoundException">The library cannot be loaded.</exception>
    public static nint LoadFromMemory(string name, ReadOnlySpan<byte> bytes)
    {
        // Kernels before 6.3 do not know that memory may be made without the right to run.
        int descriptor = CreateMemoryFile(name, CloseOnExecute | Executable);
        descriptor = descriptor < 0 ? CreateMemoryFile(name, CloseOnExecute) : descriptor;
        if (descriptor < 0)
        {
            throw new IOException($"memfd_create failed with error {Marshal.GetLastPInvokeError()}.");
        }
        using var file = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.Write(file, bytes, fileOffset: 0);
        return NativeLibrary.Load($"/proc/self/fd/{descriptor}");
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateMemoryFile(string name, uint flags);
}
