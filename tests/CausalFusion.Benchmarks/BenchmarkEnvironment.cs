using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace CausalFusion.Benchmarks;

/// <summary>What a figure depends on besides the code.</summary>
/// <param name="Processor">The processor.</param>
/// <param name="Threads">Threads of each side.</param>
/// <param name="LoadAverage">The load of the minute before; null where the system tells none.</param>
/// <param name="Ours">Our libraries, and how they are set.</param>
/// <param name="Reference">The reference's; null where it takes no part.</param>
/// <param name="Time">When the measurement began.</param>
internal sealed record BenchmarkEnvironment(
    string Processor, int Threads, double? LoadAverage, string Ours, string? Reference, DateTimeOffset Time)
{
    private const double BusyLoad = 0.5;

    /// <summary>What holds now.</summary>
    /// <param name="reference">What the reference says about itself; null where it takes no part.</param>
    public static BenchmarkEnvironment Now(string? reference = null) =>
        new(ProcessorName, torch.get_num_threads(), Load, Libraries, reference, DateTimeOffset.Now);

    /// <summary>Prints it, and a warning where the machine is busy.</summary>
    public void Print()
    {
        string load = LoadAverage?.ToString("f2", CultureInfo.InvariantCulture) ?? "unknown";
        Console.WriteLine($"processor: {Processor} ({Environment.ProcessorCount} usable); {Threads} threads; load average {load}");
        Console.WriteLine($"ours:      {Ours}");
        Console.WriteLine($"reference: {Reference ?? "none"}");
        if (LoadAverage > BusyLoad)
        {
            Console.WriteLine($"WARNING: the load average is above {BusyLoad}: other programs take part of the processor; trust no figure.");
        }
    }

    private static double? Load => !OperatingSystem.IsLinux() ? null
        : double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    private static string ProcessorName => OperatingSystem.IsLinux()
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            ?? "unknown"
        : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>libtorch, the path that MKL takes for matrix products, and what OpenMP's idle threads do.</summary>
    private static string Libraries =>
        $".NET {Environment.Version}, "
        + $"TorchSharp {typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}, "
        + $"libtorch {torch.__version__}, {Mkl}, "
        + OpenMp(Environment.GetEnvironmentVariable("OMP_WAIT_POLICY"), Environment.GetEnvironmentVariable("GOMP_SPINCOUNT"));

    private static unsafe string Mkl
    {
        get
        {
            if (!NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, null,
                out nint library) || !NativeLibrary.TryGetExport(library, "MKL_Get_Version_String", out nint versionOf))
            {
                return "no MKL";
            }
            byte* text = stackalloc byte[200];
            ((delegate* unmanaged<byte*, int, void>)versionOf)(text, 200);
            string version = Marshal.PtrToStringUTF8((nint)text, 200).Split("Version")[^1].Split('-')[0].Trim();
            string path = Is("mkl_serv_cpuiszen") ? "Zen" : Is("mkl_serv_cpuisskl") ? "AVX-512" : "default";
            return $"MKL {version} on its {path} path (MKL_CBWR {Environment.GetEnvironmentVariable("MKL_CBWR") ?? "not set"})";

            bool Is(string processor) =>
                NativeLibrary.TryGetExport(library, processor, out nint function) && ((delegate* unmanaged<int>)function)() != 0;
        }
    }

    private static string OpenMp(string? policy, string? spin) =>
        $"OpenMP {(spin is null ? (policy ?? "active").ToLowerInvariant() : $"spin count {spin}")}";
}
