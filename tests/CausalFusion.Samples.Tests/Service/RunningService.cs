using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CausalFusion.Samples.Service;
using Microsoft.AspNetCore.Builder;

namespace CausalFusion.Samples.Tests.Service;

/// <summary>The service on a free port of this machine.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly WebApplication _app;

    private RunningService(string[] settings)
    {
        _app = ServiceApp.Create([
            "--urls", "http://127.0.0.1:0",
            "--Service:Models:fashion-mnist", TinyModel.Save(_folder["classes.safetensors"]),
            "--Service:Models:shapes", TinyModel.SaveWithText(_folder["text.safetensors"]),
            "--Service:Models:emoji", "",
            "--Logging:LogLevel:Default", "Error",
            "--Service:MaximumDiffusionSteps", "1000",
            "--Service:RequestsPerMinute", "10000",
            "--Service:ShutdownSeconds", "1",
            .. settings,
        ]);
    }

    public HttpClient Client { get; } = new();

    public string Address => _app.Urls.First();

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<RunningService> StartAsync(params string[] settings)
    {
        var service = new RunningService(settings);
        await service._app.StartAsync();
        service.Client.BaseAddress = new Uri(service.Address);
        await Eventually(async () => (await service.Client.GetAsync("/health/ready")).IsSuccessStatusCode);
        return service;
    }

    /// <summary>Sends a file as it is.</summary>
    public Task<HttpResponseMessage> SendAsync(string path, byte[] file, string type = "image/png")
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return Client.PostAsync(path, content);
    }

    public Task<HttpResponseMessage> PostAsync(object request) => Client.PostAsJsonAsync("/generate", request);

    /// <summary>Asks for images and gives the job's name.</summary>
    public async Task<string> GenerateAsync(object request)
    {
        using HttpResponseMessage response = await PostAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        JsonElement job = await response.Content.ReadFromJsonAsync<JsonElement>();
        string id = job.GetProperty("id").GetString()!;
        Assert.Equal($"/jobs/{id}", response.Headers.Location!.OriginalString);
        return id;
    }

    public Task<JsonElement> JobAsync(string id) => Client.GetFromJsonAsync<JsonElement>($"/jobs/{id}");

    public async Task<JsonElement> WaitAsync(string id, params string[] states)
    {
        JsonElement job = default;
        await Eventually(async () =>
        {
            job = await JobAsync(id);
            return states.Contains(job.GetProperty("state").GetString());
        });
        return job;
    }

    public async Task<byte[][]> ImagesAsync(JsonElement job) =>
        await Task.WhenAll(job.GetProperty("images").EnumerateArray().Select(path => Client.GetByteArrayAsync(path.GetString())));

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Client.Dispose();
        _folder.Dispose();
    }

    private static async Task Eventually(Func<Task<bool>> holds)
    {
        DateTime end = DateTime.UtcNow + _patience;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < end, $"It did not come to pass in {_patience.TotalSeconds} s.");
            await Task.Delay(20);
        }
    }
}
