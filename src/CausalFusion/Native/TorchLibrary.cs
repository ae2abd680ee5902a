using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace CausalFusion.Native;

/// <summary>
/// TorchSharp's native library: loads it, also where the C++ runtime is older than it says that it needs, and tells what is missing where that
/// cannot be.
/// </summary>
/// <remarks>
/// <c>libLibTorchSharp.so</c> 0.107.0 asks for the symbol version <c>GLIBCXX_3.4.32</c> (GCC 13) though it never refers to a symbol of it, and so the
/// loader of Debian 12 and Ubuntu 22.04 refuses it. A copy in memory, in which such versions are marked weak, serves there; versions that are used
/// stay required.
/// </remarks>
internal static partial class TorchLibrary
{
    private const string Name = "LibTorchSharp";
    private const string FileName = $"lib{Name}.so";
    private const string Subject = $"TorchSharp's native library {Name}";

    /// <summary>What the library is linked with, in the order in which they are loaded.</summary>
    private static readonly string[] _dependencies = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    private static readonly Lock _lock = new();
    private static nint _relaxed;
    private static DllNotFoundException? _failure;

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

    /// <summary>
    /// Loads the library unless it is loaded. TorchSharp does so when its class <c>torch</c> is first used, not when a module is made.
    /// </summary>
    /// <exception cref="DllNotFoundException">It cannot be loaded; the message says why, and what to do.</exception>
    public static void EnsureLoaded()
    {
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception exception)
            when (exception is TypeInitializationException or NotSupportedException or DllNotFoundException or EntryPointNotFoundException)
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

    private static string Explain(Exception exception)
    {
        if (_failure is not null)
        {
            return _failure.Message;
        }
        Exception cause = exception.GetBaseException();
        return cause is DllNotFoundException or NotSupportedException or FileNotFoundException
            ? $"{Subject} cannot be loaded. The program (not only a library of yours) must refer to TorchSharp-cpu, TorchSharp-cuda-linux or "
                + $"TorchSharp-cuda-windows, in the version of TorchSharp, {typeof(torch).Assembly.GetName().Version?.ToString(3)}, and run on "
                + "Windows, on macOS with an Apple processor, or on x64 Linux with glibc."
            : $"{Subject} cannot be loaded: {cause.Message}";
    }

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
                // TorchSharp's own error blames a package that is not missing, and quotes this one.
                throw _failure = new DllNotFoundException($"{Subject} cannot be loaded: {exception.Message}", exception);
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
        // Without libtorch nothing is to be mended: the program lacks a package.
        if (SystemLibrary.PathOf("libtorch_cpu.so") is null && Find(folders, "libtorch_cpu.so") is null)
        {
            return 0;
        }
        var image = new ElfImage(File.ReadAllBytes(path));
        if (!MissingVersions.MakeWeak(FileName, image, SystemLibrary.Versions))
        {
            return 0;
        }
        // What is loaded already is what the library must be linked with.
        if (SystemLibrary.PathOf("libtorch_cpu.so") is { } loaded)
        {
            folders = [Path.GetDirectoryName(loaded)!, .. folders];
        }
        foreach (string dependency in _dependencies)
        {
            if (Find(folders, dependency) is { } file)
            {
                NativeLibrary.Load(file);
            }
        }
        return SystemLibrary.LoadFromMemory(FileName, image.Bytes);
    }

    private static string? Find(IEnumerable<string> folders, string fileName) =>
        folders.Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists);

    /// <summary>Where the native libraries may lie: beside the program, beside TorchSharp, or in NuGet packages, where notebooks use them.</summary>
    private static IEnumerable<string> Folders(Assembly torchSharp)
    {
        string runtime = $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        string native = Path.Combine("runtimes", runtime, "native");
        string searched = (string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") ?? "";
        foreach (string folder in searched.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
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
            foreach (string folder in Directory.EnumerateDirectories(backend).OrderByDescending(NumberOf))
            {
                yield return Path.GetFullPath(Path.Combine(folder, native));
            }
        }
    }

    private static Version? NumberOf(string folder) => Version.TryParse(Path.GetFileName(folder), out Version? number) ? number : null;
}
