using System.Diagnostics;
using System.Globalization;

namespace CausalFusion.Fuzz;

/// <summary>How much memory a process takes.</summary>
internal static class ResidentMemory
{
    private const string ResetPeak = "5";

    /// <summary>Forgets the peak so far, where the system can.</summary>
    public static void ForgetPeak()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", ResetPeak);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The peak is that of the whole process then.
        }
    }

    /// <summary>The most bytes that this process had since then.</summary>
    public static long Peak() => FromStatus("/proc/self/status", "VmHWM:") ?? Process.GetCurrentProcess().PeakWorkingSet64;

    /// <summary>The bytes that a process has; 0 if it is gone.</summary>
    public static long Of(Process process)
    {
        try
        {
            process.Refresh();
            return process.HasExited ? 0 : process.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    private static long? FromStatus(string path, string field)
    {
        const int Kilobyte = 1024;
        try
        {
            string? line = File.ReadLines(path).FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal));
            return line is null ? null : Kilobyte * long.Parse(line.Split(' ')[^2], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
