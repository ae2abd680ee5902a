using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace CausalFusion.Native;

/// <summary>The shared libraries of a Linux process.</summary>
internal static partial class SystemLibrary
{
    private const uint CloseOnExecute = 1;

    private static readonly ConcurrentDictionary<string, IReadOnlySet<string>> _versions = new(StringComparer.Ordinal);

    /// <summary>Whether the system's library of this name defines a symbol version. True where that cannot be found out.</summary>
    public static bool Defines(string library, string version) => Versions(library) is { Count: 0 } || Versions(library).Contains(version);

    /// <summary>The library with the newest of each kind of version that it defines, for a message.</summary>
    public static string Describe(string library)
    {
        IEnumerable<string> newest = Versions(library)
            .Select(version => (Name: version, Split: version.LastIndexOf('_')))
            .Where(version => version.Split > 0 && Version.TryParse(version.Name[(version.Split + 1)..], out _))
            .GroupBy(version => version.Name[..version.Split], StringComparer.Ordinal)
            .Select(kind => kind.MaxBy(version => Version.Parse(version.Name[(version.Split + 1)..])).Name);
        return $"{library} up to {string.Join(", ", newest)}";
    }

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
        int descriptor = CreateMemoryFile(name, CloseOnExecute);
        if (descriptor < 0)
        {
            throw new IOException($"memfd_create failed with error {Marshal.GetLastPInvokeError()}.");
        }
        string path = $"/proc/self/fd/{descriptor}";
        try
        {
            File.WriteAllBytes(path, bytes);
            return NativeLibrary.Load(path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IReadOnlySet<string> Versions(string library) => _versions.GetOrAdd(
        library,
        static name => NativeLibrary.TryLoad(name, out _) && PathOf(name) is { } path ? new ElfImage(File.ReadAllBytes(path)).Defined : FrozenSet<string>.Empty);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateMemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
