using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CausalFusion.Samples.Tests.Notebooks;

/// <summary>The kernel of Polyglot notebooks, .NET Interactive, run as Visual Studio Code runs it.</summary>
/// <remarks>It is a process of its own, which reads commands and writes events, each a line of JSON.</remarks>
internal sealed class NotebookKernel : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Task<string> _error;
    private int _count;

    private NotebookKernel(Process process) => (_process, _error) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>Starts a kernel and waits until it takes commands.</summary>
    public static async Task<NotebookKernel> StartAsync(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var kernel = new NotebookKernel(Process.Start(start)!);
        try
        {
            while ((string?)(await kernel.ReadAsync())["eventType"] != "KernelReady")
            {
            }
            return kernel;
        }
        catch
        {
            await kernel.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a cell of C#.</summary>
    /// <param name="code">Its source.</param>
    /// <param name="executionCount">Its place among those that were run, from one.</param>
    /// <returns>What it showed, as a notebook file keeps it.</returns>
    /// <exception cref="InvalidOperationException">It did not compile, or threw.</exception>
    public async Task<JsonArray> RunAsync(string code, int executionCount = 1)
    {
        string token = string.Create(CultureInfo.InvariantCulture, $"cell-{++_count}");
        var command = new JsonObject
        {
            ["commandType"] = "SubmitCode",
            ["command"] = new JsonObject { ["code"] = code, ["targetKernelName"] = "csharp" },
            ["token"] = token,
            ["routingSlip"] = new JsonArray(),
        };
        await _process.StandardInput.WriteLineAsync(command.ToJsonString());
        await _process.StandardInput.FlushAsync();
        var outputs = new NotebookOutputs(executionCount);
        while (true)
        {
            JsonObject message = await ReadAsync();
            JsonObject content = message["event"]!.AsObject();
            // What a cell brings about, such as a package's extension, are commands of their own.
            bool ofCell = (string?)message["command"]?["token"] == token;
            switch ((string?)message["eventType"])
            {
                case "CommandSucceeded" when ofCell:
                    return outputs.ToJson();
                case "CommandFailed" or "ErrorProduced":
                    throw new InvalidOperationException((string?)content["message"]);
                case { } kind:
                    outputs.Add(kind, content);
                    break;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    // It greets in plain text.
    private async Task<JsonObject> ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(_patience) is { } line)
        {
            if (line.StartsWith('{'))
            {
                return JsonNode.Parse(line)?.AsObject() ?? throw new JsonException("The kernel wrote nothing.");
            }
        }
        throw new InvalidOperationException($"The kernel ended: {await _error}");
    }
}
