using System.Diagnostics;
using CausalFusion.Data;
using CausalFusion.Files;

namespace CausalFusion.Tests.Files;

/// <summary>A process of its own that is in the middle of writing, until it is killed.</summary>
internal sealed class WritingProcess : IDisposable
{
    private const string Ready = "ready";

    private readonly Process _process;

    private WritingProcess(Process process) => _process = process;

    /// <summary>Starts one.</summary>
    /// <param name="what"><c>file</c> or <c>spill</c>.</param>
    /// <param name="path">The file to write, or the folder of the temporary file.</param>
    public static WritingProcess Start(string what, string path)
    {
        ProcessStartInfo start = ChildProcess.Dotnet([typeof(WritingProcess).Assembly.Location, "write", what, path]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardInput = true;
        var process = Process.Start(start)!;
        Assert.Equal(Ready, process.StandardOutput.ReadLine());
        return new WritingProcess(process);
    }

    /// <summary>What the process does.</summary>
    public static void Run(string what, string path)
    {
        if (what == "file")
        {
            AtomicFile.Write(path, stream =>
            {
                stream.Write(new byte[100_000]);
                stream.Flush();
                Wait();
            });
        }
        else
        {
            using var spill = new SpillFile(path);
            spill.Append(new byte[100_000]);
            Wait();
        }

        static void Wait()
        {
            Console.WriteLine(Ready);
            Console.ReadLine();
        }
    }

    /// <summary>Kills it, as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Lets it end.</summary>
    public void Finish()
    {
        _process.StandardInput.WriteLine();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }
        _process.Dispose();
    }
}
