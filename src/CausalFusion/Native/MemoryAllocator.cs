using System.Runtime.InteropServices;

namespace CausalFusion.Native;

/// <summary>Settings of the C library's allocator, from which the tensor library takes its memory.</summary>
internal static partial class MemoryAllocator
{
    private const int TrimThreshold = -1, MapThreshold = -3, MostArenas = -8; // <malloc.h>

    /// <summary>
    /// Lets what is freed be used again instead of going back to the system, which costs a page fault for every 4 KB when it is asked for once more.
    /// What the user has set in the environment stays; other C libraries than glibc are left alone.
    /// </summary>
    public static void KeepFreedMemory()
    {
        bool isSet = Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(name =>
            name.StartsWith("MALLOC_", StringComparison.Ordinal) || name == "GLIBC_TUNABLES");
        if (isSet || !OperatingSystem.IsLinux())
        {
            return;
        }
        try
        {
            if (Set(MapThreshold, 256 << 20) == 0)
            {
                _ = Set(MapThreshold, 32 << 20); // the most that older ones take
            }
            _ = Set(TrimThreshold, int.MaxValue);
            _ = Set(MostArenas, 1);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, such as musl.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Set(int parameter, int value);
}
