using System.Text;

namespace CausalFusion.Tests.Native;

/// <summary>What holds in a process from its start, whatever it uses first.</summary>
public sealed class StartTests
{
    private static readonly (string, string?)[] _plain =
        [("OMP_DISPLAY_ENV", "VERBOSE"), ("OMP_WAIT_POLICY", null), ("GOMP_SPINCOUNT", null), ("KMP_BLOCKTIME", null)];

    [Theory]
    [InlineData(StartProcess.Torch)]
    [InlineData(StartProcess.Network)]
    public async Task The_threads_of_OpenMP_wait_without_spinning(string first)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only the OpenMP of GCC says in this way what is in force.");
        string said = (await StartProcess.RunAsync(first, environment: _plain)).Error;
        Assert.Contains("OMP_WAIT_POLICY = 'PASSIVE'", said); // said also where nothing is set, with 300000 spins
        Assert.Contains("GOMP_SPINCOUNT = '0'", said);
    }

    [Theory]
    [InlineData("OMP_WAIT_POLICY", "ACTIVE", "OMP_WAIT_POLICY = 'ACTIVE'")]
    [InlineData("OMP_WAIT_POLICY", "", "GOMP_SPINCOUNT = '0'")]
    [InlineData("GOMP_SPINCOUNT", "123", "GOMP_SPINCOUNT = '123'")]
    public async Task What_the_user_has_set_of_that_stays(string name, string value, string inForce)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only the OpenMP of GCC says in this way what is in force.");
        Assert.Contains(inForce, (await StartProcess.RunAsync(StartProcess.Torch, environment: [.. _plain, (name, value)])).Error);
    }

    [Theory]
    [InlineData(StartProcess.Torch)]
    [InlineData(StartProcess.Network)]
    public async Task Where_TorchSharp_cannot_be_loaded_the_error_says_why(string first)
    {
        byte[] library = TorchSharpLibrary.Read();
        using var folder = new TemporaryFolder();
        CopyProgram(folder);
        File.Delete(folder[TorchSharpLibrary.FileName]);
        int version = library.AsSpan().IndexOf(Encoding.ASCII.GetBytes(TorchSharpLibrary.Used + '\0'));
        library[version + TorchSharpLibrary.Used.Length - 2] = (byte)'9';
        await File.WriteAllBytesAsync(folder[TorchSharpLibrary.FileName], library, TestContext.Current.CancellationToken);

        // Without a package folder, where TorchSharp would look for another library.
        string output = (await StartProcess.RunAsync(first, folder.Path, ("NUGET_PACKAGES", folder.Path), ("HOME", folder.Path))).Output;

        Assert.Contains("libLibTorchSharp.so needs GLIBCXX_3.4.91 of libstdc++.so.6; this system has libstdc++.so.6 up to ", output);
        Assert.Contains("Run on a newer system: ", output);
        string begin = first == StartProcess.Network ? "DllNotFoundException: TorchSharp's native library" : "TypeInitializationException: ";
        Assert.Contains($"\n{begin}", output);
    }

    [Fact]
    public async Task Where_libtorch_is_missing_the_error_names_the_packages()
    {
        using var folder = new TemporaryFolder();
        CopyProgram(folder);
        File.Delete(folder["libtorch_cpu.so"]);

        string output =
            (await StartProcess.RunAsync(StartProcess.Network, folder.Path, ("NUGET_PACKAGES", folder.Path), ("HOME", folder.Path))).Output;

        Assert.Contains("\nDllNotFoundException: TorchSharp's native library LibTorchSharp cannot be loaded. The program", output);
        Assert.Contains("must refer to TorchSharp-cpu, TorchSharp-cuda-linux or TorchSharp-cuda-windows", output);
    }

    private static void CopyProgram(TemporaryFolder folder)
    {
        // .NET goes by where a program really is, so that is copied; the large libraries need not be.
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory))
        {
            string copy = folder[Path.GetFileName(file)];
            if (Path.GetExtension(file) is ".dll" or ".json")
            {
                File.Copy(file, copy);
            }
            else
            {
                File.CreateSymbolicLink(copy, file);
            }
        }
    }
}
