using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CausalFusion.Samples.Tests.Browsing;

/// <summary>One page in a Chromium without a window, driven over the DevTools protocol.</summary>
internal sealed partial class Browser : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);
    private static readonly string[] _names = ["chromium", "chromium-browser", "google-chrome", "chrome"];

    private readonly TemporaryFolder _profile;
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private string _session = "";
    private int _lastId;

    private Browser(TemporaryFolder profile, Process process) => (_profile, _process) = (profile, process);

    /// <summary>What the page wrote to its console as an error, and exceptions that nothing caught.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Starts a browser with an empty page.</summary>
    public static async Task<Browser> StartAsync(int width, int height)
    {
        var profile = new TemporaryFolder();
        var start = new ProcessStartInfo(Find()) { RedirectStandardError = true };
        foreach (string argument in new[]
        {
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
            "--remote-debugging-port=0",
            $"--user-data-dir={profile.Path}", string.Create(CultureInfo.InvariantCulture, $"--window-size={width},{height}"), "about:blank",
        })
        {
            start.ArgumentList.Add(argument);
        }
        var browser = new Browser(profile, Process.Start(start)!);
        try
        {
            await browser.ConnectAsync(width, height).WaitAsync(_patience);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Goes to an address.</summary>
    public Task OpenAsync(string address) => SendAsync("Page.navigate", new JsonObject { ["url"] = address });

    /// <summary>Shows the page as on a dark or a light screen.</summary>
    public Task PreferAsync(string scheme) => SendAsync(
        "Emulation.setEmulatedMedia", new JsonObject
        {
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }),
        });

    /// <summary>Runs an expression in the page and gives its value.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        JsonNode answer = await SendAsync(
            "Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        return answer["exceptionDetails"] is { } problem
            ? throw new InvalidOperationException($"{expression}: {problem.ToJsonString()}")
            : answer["result"]!["value"];
    }

    /// <summary>Waits until an expression is true in the page.</summary>
    public async Task UntilAsync(string expression)
    {
        DateTime end = DateTime.UtcNow + _patience;
        while ((await EvaluateAsync($"!!({expression})"))?.GetValue<bool>() != true)
        {
            if (DateTime.UtcNow > end)
            {
                throw new TimeoutException($"It never held: {expression}. The page: {await EvaluateAsync("document.body?.innerText")}");
            }
            await Task.Delay(20);
        }
    }

    /// <summary>A picture of the page, a PNG file.</summary>
    public async Task<byte[]> ScreenshotAsync()
    {
        JsonNode answer = await SendAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png" });
        return Convert.FromBase64String(answer["data"]!.GetValue<string>());
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        // The browser's helpers may still be writing to their folder.
        for (int attempt = 0; Directory.Exists(_profile.Path); attempt++)
        {
            try
            {
                _profile.Dispose();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && attempt < 50)
            {
                await Task.Delay(100);
            }
        }
    }

    private static string Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => _names.Select(name => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)))
        .FirstOrDefault(File.Exists) ?? throw new FileNotFoundException($"The page's tests need a browser on the path: {string.Join(", ", _names)}.");

    private async Task ConnectAsync(int width, int height)
    {
        string? line;
        Match match = Match.Empty;
        while (!match.Success)
        {
            line = await _process.StandardError.ReadLineAsync()
                ?? throw new InvalidOperationException("The browser ended before it could be spoken to.");
            match = Listening().Match(line);
        }
        // What it says from here on must not fill the pipe.
        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        await _socket.ConnectAsync(new Uri(match.Groups[1].Value), CancellationToken.None);
        JsonNode targets = await SendAsync("Target.getTargets", []);
        string target = targets["targetInfos"]!.AsArray().First(info => info!["type"]!.GetValue<string>() == "page")!["targetId"]!.GetValue<string>();
        JsonNode attached = await SendAsync("Target.attachToTarget", new JsonObject { ["targetId"] = target, ["flatten"] = true });
        _session = attached["sessionId"]!.GetValue<string>();
        await SendAsync("Page.enable", []);
        await SendAsync("Runtime.enable", []);
        await SendAsync("Log.enable", []);
        await SendAsync(
            "Emulation.setDeviceMetricsOverride", new JsonObject
            {
                ["width"] = width,
                ["height"] = height,
                ["deviceScaleFactor"] = 1,
                ["mobile"] = false,
            });
    }

    // One call at a time: events that come before its answer are looked through for errors.
    private async Task<JsonNode> SendAsync(string method, JsonObject parameters)
    {
        int id = ++_lastId;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session.Length > 0)
        {
            message["sessionId"] = _session;
        }
        await _socket.SendAsync(
            Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        while (true)
        {
            JsonNode answer = await ReceiveAsync().WaitAsync(_patience);
            if (answer["id"]?.GetValue<int>() == id)
            {
                return answer["result"] ?? throw new InvalidOperationException($"{method}: {answer.ToJsonString()}");
            }
            if (answer["method"]?.GetValue<string>() is "Runtime.exceptionThrown"
                || (answer["method"]?.GetValue<string>() is "Log.entryAdded" && answer["params"]!["entry"]!["level"]!.GetValue<string>() == "error"))
            {
                Errors.Add(answer["params"]!.ToJsonString());
            }
        }
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using var text = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult received;
        do
        {
            received = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            text.Write(buffer, 0, received.Count);
        }
        while (!received.EndOfMessage);
        return JsonNode.Parse(text.ToArray()) ?? throw new JsonException("The browser sent nothing.");
    }

    [GeneratedRegex(@"DevTools listening on (ws://\S+)")]
    private static partial Regex Listening();
}
