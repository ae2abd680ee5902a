using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace CausalFusion.Benchmarks;

/// <summary>The PyTorch side of the benchmark: a process that does one piece of work for each line it is sent.</summary>
internal sealed class ReferenceProcess : IDisposable
{
    private readonly Process _process;

    public ReferenceProcess(string script, string splitsJson)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(script);
        start.ArgumentList.Add("--splits");
        start.ArgumentList.Add(splitsJson);
        _process = Process.Start(start) ?? throw new InvalidOperationException("/usr/bin/python3 did not start.");
        string? greeting = _process.StandardOutput.ReadLine();
        if (greeting is not "ready")
        {
            throw new InvalidOperationException($"The reference answered '{greeting}' instead of 'ready'. Is python3-torch installed?");
        }
    }

    /// <summary>Sends a command and reads the JSON line that answers it.</summary>
    public JsonElement Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        string? answer = _process.StandardOutput.ReadLine();
        if (answer is null)
        {
            throw new InvalidOperationException($"The reference ended at '{command}'.");
        }
        using JsonDocument document = JsonDocument.Parse(answer);
        return document.RootElement.Clone();
    }

    /// <summary>Sends a command that does timed work.</summary>
    /// <returns>Images per second.</returns>
    public double Throughput(FormattableString command)
    {
        JsonElement answer = Ask(command.ToString(CultureInfo.InvariantCulture));
        return answer.GetProperty("images").GetDouble() / answer.GetProperty("seconds").GetDouble();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.WriteLine("quit");
            _process.StandardInput.Close();
            if (!_process.WaitForExit(5000))
            {
                _process.Kill();
            }
        }
        _process.Dispose();
    }
}
