using System.Globalization;
using System.Runtime.InteropServices;

namespace CausalFusion.TestKit;

/// <summary>The process's own memory, native and managed.</summary>
public static partial class ResidentMemory
{
    private static bool _trims = OperatingSystem.IsLinux();

    /// <summary>
    /// The bytes that are resident once the garbage collector has given back what it keeps for garbage to come, which grows with the speed of use and
    /// not with its length. On Linux also without what the C library keeps, which a leak could take from unseen, and without what is shared with
    /// files, such as libtorch's code, which comes and goes as the system likes.
    /// </summary>
    public static long Bytes()
    {
        for (int pass = 0; pass < 2; pass++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        if (!OperatingSystem.IsLinux())
        {
            return Environment.WorkingSet;
        }
        Trim();
        long[] pages = [.. File.ReadAllText("/proc/self/statm").Split(' ').Select(field => long.Parse(field, CultureInfo.InvariantCulture))];
        return (pages[1] - pages[2]) * Environment.SystemPageSize; // resident, shared
    }

    private static void Trim()
    {
        try
        {
            _ = _trims ? MallocTrim(0) : 0;
        }
        catch (EntryPointNotFoundException)
        {
            _trims = false; // a C library that is not GNU's
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
