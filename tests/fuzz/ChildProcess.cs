using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace CausalFusion.Fuzz;

/// <summary>A process that reads one input after the other and says what became of each, until one ends it.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const string Answer = "\u0001";

    private const int ChecksPerSecond = 40;

    /// <summary>The most memory that an input may take beyond what the process has at its beginning.</summary>
    private const long MaxMemory = 1L << 30;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10), _startPatience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ChildProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts one.</summary>
    public static ChildProcess Start(FuzzTarget target)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["exec", typeof(ChildProcess).Assembly.Location, "child", target.Name])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        var child = new ChildProcess(Process.Start(start)!);
        string? ready = child.ReadAnswer(_startPatience, long.MaxValue, out _);
        return ready is not null
            ? child
            : throw new InvalidOperationException($"the child process for {target.Name} did not start: {child.ErrorText()}");
    }

    /// <summary>What the process does: reads inputs from its standard input and answers on its standard output.</summary>
    public static int Run(FuzzTarget target)
    {
        using Stream input = Console.OpenStandardInput();
        string parent = Directory.CreateTempSubdirectory("causalfusion-fuzz-").FullName;
        try
        {
            Read(target, target.MakeSeeds()[0], parent); // what is loaded at the first use is no input's doing
            GC.Collect();
            ResidentMemory.ForgetPeak();
            long atRest = ResidentMemory.Peak();
            Write(OutcomeKind.Accepted, "");
            byte[] prefix = new byte[sizeof(int)];
            while (input.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) == prefix.Length)
            {
                byte[] bytes = new byte[BinaryPrimitives.ReadInt32LittleEndian(prefix)];
                input.ReadExactly(bytes);
                ResidentMemory.ForgetPeak();
                Outcome outcome = Read(target, bytes, parent);
                long taken = ResidentMemory.Peak() - atRest;
                if (taken > MaxMemory / 2)
                {
                    GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
                    GC.Collect(); // what the garbage of one input takes is not the next one's
                }
                if (taken > MaxMemory)
                {
                    outcome = new Outcome(OutcomeKind.Memory, string.Create(CultureInfo.InvariantCulture, $"{taken:N0} bytes"));
                }
                Write(outcome.Kind, outcome.Detail);
            }
            return 0;
        }
        finally
        {
            Directory.Delete(parent, recursive: true);
        }

        static void Write(OutcomeKind kind, string detail)
        {
            Console.Out.WriteLine($"{Answer}{kind} {detail.ReplaceLineEndings(" ")}");
            Console.Out.Flush();
        }
    }

    /// <summary>Has an input read.</summary>
    public Outcome Try(byte[] input)
    {
        byte[] prefix = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, input.Length);
        long memory = ResidentMemory.Of(_process);
        try
        {
            Stream stream = _process.StandardInput.BaseStream;
            stream.Write(prefix);
            stream.Write(input);
            stream.Flush();
        }
        catch (IOException)
        {
            return Aborted();
        }
        string? answer = ReadAnswer(_patience, memory + MaxMemory, out OutcomeKind ended);
        if (answer is not null)
        {
            string[] parts = answer.Split(' ', 2);
            return new Outcome(Enum.Parse<OutcomeKind>(parts[0]), parts[1]);
        }
        return ended switch
        {
            OutcomeKind.Hang => new Outcome(OutcomeKind.Hang, $"no answer in {_patience.TotalSeconds} s"),
            OutcomeKind.Memory => new Outcome(OutcomeKind.Memory, $"more than {MaxMemory} bytes"),
            _ => Aborted(),
        };
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.WaitForExit();
        _process.Dispose();
    }

    private static Outcome Read(FuzzTarget target, byte[] input, string parent)
    {
        string folder = Directory.CreateDirectory(Path.Combine(parent, "input")).FullName;
        try
        {
            target.Read(input, folder);
            return new Outcome(OutcomeKind.Accepted);
        }
        catch (Exception exception)
        {
            bool isDocumented = target.IsDocumented(exception);
            return isDocumented
                ? new Outcome(OutcomeKind.Refused, $"{exception.GetType().Name}: {exception.Message}")
                : new Outcome(OutcomeKind.Undocumented, exception.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Outcome Aborted()
    {
        _process.WaitForExit();
        return new Outcome(OutcomeKind.Abort, $"exit code {_process.ExitCode}: {ErrorText()}");
    }

    private string ErrorText() => _errors.Wait(_patience) ? _errors.Result[..Math.Min(_errors.Result.Length, 4000)] : "";

    /// <summary>The next answer; null if the process ended, hangs or takes too much memory, and was killed.</summary>
    private string? ReadAnswer(TimeSpan patience, long maxMemory, out OutcomeKind ended)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            Task<string?> line = _process.StandardOutput.ReadLineAsync();
            while (!line.Wait(TimeSpan.FromSeconds(1) / ChecksPerSecond))
            {
                ended = ResidentMemory.Of(_process) > maxMemory ? OutcomeKind.Memory
                    : Stopwatch.GetElapsedTime(started) > patience ? OutcomeKind.Hang
                    : OutcomeKind.Accepted;
                if (ended != OutcomeKind.Accepted)
                {
                    _process.Kill(entireProcessTree: true);
                    _process.WaitForExit();
                    return null;
                }
            }
            ended = OutcomeKind.Abort;
            if (line.Result is not { } text)
            {
                return null;
            }
            if (text.StartsWith(Answer, StringComparison.Ordinal))
            {
                return text[Answer.Length..];
            }
        }
    }
}
