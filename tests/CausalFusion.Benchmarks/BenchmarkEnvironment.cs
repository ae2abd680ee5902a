using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace CausalFusion.Benchmarks;

/// <summary>What a figure depends on besides the code: the processor, the libraries and how they are set.</summary>
internal static class BenchmarkEnvironment
{
    /// <summary>The processor's name, as the system tells it.</summary>
    public static string Processor => OperatingSystem.IsLinux()
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            ?? "unknown"
        : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>Our side: libtorch, the path that MKL takes for matrix products, and what OpenMP's idle threads do.</summary>
    public static string Ours =>
        $"TorchSharp {typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}, "
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
