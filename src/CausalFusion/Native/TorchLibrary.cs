using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace CausalFusion.Native;

/// <summary>TorchSharp's native library: loading it, also where the C++ runtime is older than it says that it needs, and telling what is missing where it cannot be loaded.</summary>
/// <remarks>
/// <c>libLibTorchSharp.so</c> 0.107.0 asks for the symbol version <c>GLIBCXX_3.4.32</c> (GCC 13) though it never refers to a symbol of it, and so the loader
/// of Debian 12, Ubuntu 22.04 and RHEL 9 refuses it. A copy in memory, in which such versions are marked weak, serves there; versions that are used stay required.
/// </remarks>
internal static partial class TorchLibrary
{
    private const string Name = "LibTorchSharp";
    private const string FileName = $"lib{Name}.so";

    /// <summary>What the library is linked with, in the order in which they are loaded.</summary>
    private static readonly string[] _dependencies = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    private static readonly Lock _lock = new();
    private static nint _relaxed;
    private static string? _lacking;

    /// <summary>Takes part in loading from now on: .NET asks when it has not been able to load a library itself.</summary>
    public static void HelpLoading()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess || !BitConverter.IsLittleEndian)
        {
            return;
        }
        AssemblyLoadContext own = AssemblyLoadContext.GetLoadContext(typeof(TorchLibrary).Assembly) ?? AssemblyLoadContext.Default;
        own.ResolvingUnmanagedDll += Resolve;
        if (own != AssemblyLoadContext.Default)
        {
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
        }
    }

    /// <summary>Loads the library unless it is loaded. TorchSharp does so when its class <c>torch</c> is first used, which making a module is not.</summary>
    /// <exception cref="DllNotFoundException">It cannot be loaded; the message says why, and what to do.</exception>
    public static void EnsureLoaded()
    {
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception exception) when (exception is TypeInitializationException or NotSupportedException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw new DllNotFoundException(Explain(exception), exception);
        }
    }

    /// <summary>As <see cref="EnsureLoaded"/>, for a constructor that hands its base a name.</summary>
    /// <param name="name">What is returned.</param>
    public static string LoadedFor(string name)
    {
        EnsureLoaded();
        return name;
    }

    private static string Explain(Exception exception) => _lacking ?? (exception.GetBaseException() is DllNotFoundException or NotSupportedException or FileNotFoundException
        ? $"TorchSharp's native library {Name} cannot be loaded. The program (not only a library of yours) must refer to TorchSharp-cpu, TorchSharp-cuda-linux or "
            + $"TorchSharp-cuda-windows, in the version of TorchSharp, {typeof(torch).Assembly.GetName().Version?.ToString(3)}, and run on x64 (or on ARM64 where macOS or Windows do)."
        : $"TorchSharp's native library {Name} cannot be loaded: {exception.GetBaseException().Message}");

    private static nint Resolve(Assembly assembly, string name)
    {
        if (name != Name || assembly.GetName().Name != "TorchSharp")
        {
            return 0;
        }
        lock (_lock)
        {
            try
            {
                return _relaxed != 0 ? _relaxed : _relaxed = LoadRelaxed(assembly);
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or DllNotFoundException)
            {
                // TorchSharp's own error follows; it does not know this one.
                _lacking = $"TorchSharp's native library {Name} cannot be loaded: {exception.Message}";
                return 0;
            }
        }
    }

    /// <summary>Loads the library with what it can do without marked so.</summary>
    /// <returns>The library's handle; zero where it is not found, or lacks nothing that this would mend.</returns>
    private static nint LoadRelaxed(Assembly torchSharp)
    {
        string[] folders = [.. Folders(torchSharp)];
        if (Find(folders, FileName) is not { } path)
        {
            return 0;
        }
        var image = new ElfImage(File.ReadAllBytes(path));
        ElfVersionNeed[] missing = [.. image.Needs.Where(need => !SystemLibrary.Defines(need.Library, need.Version))];
        ElfVersionNeed[] used = [.. missing.Where(image.Uses)];
        if (used.Length > 0)
        {
            _lacking = $"TorchSharp's native library {Name} needs {string.Join(" and ", used.Select(need => $"{need.Version} of {need.Library}"))}; this system has "
                + $"{string.Join(" and ", used.Select(need => need.Library).Distinct().Select(SystemLibrary.Describe))}. Run on a newer system: Debian 12, Ubuntu 22.04, RHEL 9 or later.";
            return 0;
        }
        if (missing.Length == 0)
        {
            return 0;
        }
        Array.ForEach(missing, image.MakeWeak);
        foreach (string dependency in _dependencies)
        {
            if (Find(folders, dependency) is { } file)
            {
                NativeLibrary.Load(file);
            }
        }
        return SystemLibrary.LoadFromMemory(FileName, image.Bytes);
    }

    private static string? Find(IEnumerable<string> folders, string fileName) => folders.Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists);

    /// <summary>Where the native libraries may lie: beside the program, beside TorchSharp, and in the NuGet packages, when TorchSharp is used from there as notebooks do.</summary>
    private static IEnumerable<string> Folders(Assembly torchSharp)
    {
        string runtime = $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", native = Path.Combine("runtimes", runtime, "native");
        // What is loaded already is what the library must be linked with.
        if (SystemLibrary.PathOf("libtorch_cpu.so") is { } loaded)
        {
            yield return Path.GetDirectoryName(loaded)!;
        }
        foreach (string folder in ((string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }
        yield return AppContext.BaseDirectory;
        yield return Path.Combine(AppContext.BaseDirectory, native);
        if (torchSharp.Location.Length == 0)
        {
            yield break;
        }
        string beside = Path.GetDirectoryName(torchSharp.Location)!;
        yield return beside;
        yield return Path.Combine(beside, native);
        string package = Path.GetFullPath(Path.Combine(beside, "..", ".."));
        yield return Path.Combine(package, native);
        string backend = Path.Combine(package, "..", "..", $"libtorch-cpu-{runtime}");
        if (Directory.Exists(backend))
        {
            foreach (string version in Directory.EnumerateDirectories(backend).OrderDescending(StringComparer.Ordinal))
            {
                yield return Path.GetFullPath(Path.Combine(version, native));
            }
        }
    }
}
