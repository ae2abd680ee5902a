using System.Diagnostics;
using System.Globalization;

namespace CausalFusion.TestKit;

/// <summary>Kills programs in the midst of their work, as <c>kill -9</c> does.</summary>
public static class KilledProcess
{
    private const int Attempts = 8;

    private const string Variable = "CAUSALFUSION_KILLS", Temporary = "TMPDIR";

    /// <summary>How often each program is killed: 2 times, or what the environment variable CAUSALFUSION_KILLS says.</summary>
    public static int Trials { get; } =
        int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out int trials) ? trials : 2;

    /// <summary>Makes a program put temporary files into a folder, where nothing else is.</summary>
    /// <param name="start">How it is started.</param>
    /// <param name="folder">The folder.</param>
    public static ProcessStartInfo WithTemporaryFiles(this ProcessStartInfo start, string folder)
    {
        start.Environment[Temporary] = Directory.CreateDirectory(folder).FullName;
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // its sockets would lie there
        return start;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>How long it took.</returns>
    public static TimeSpan Run(ProcessStartInfo start)
    {
        long started = Stopwatch.GetTimestamp();
        (int exitCode, _, string error) = ChildProcess.Run(start);
        if (exitCode != 0)
        {
            throw new InvalidOperationException(error);
        }
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Kills a program when a share of its work is done.</summary>
    /// <param name="start">How it is started.</param>
    /// <param name="share">The share, 0 to 1.</param>
    /// <param name="duration">How long the whole work took; a run that ends sooner than it is killed corrects it, and is done again.</param>
    /// <exception cref="InvalidOperationException">It always ended before it was killed.</exception>
    public static void Kill(ProcessStartInfo start, double share, ref TimeSpan duration)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            long started = Stopwatch.GetTimestamp();
            using Process process = Process.Start(start)!;
            _ = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(duration * share))
            {
                process.Kill();
                process.WaitForExit();
                return;
            }
            duration = Stopwatch.GetElapsedTime(started);
        }
        throw new InvalidOperationException($"'{string.Join(' ', start.ArgumentList)}' always ended before it was killed.");
    }
}
