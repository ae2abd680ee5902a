using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CausalFusion.Images;
using CausalFusion.Samples.Service.Pictures;

namespace CausalFusion.Samples.Tests.Service;

/// <summary>Many clients at once, against a service in a process of its own: whether anything goes wrong, and its memory stays flat.</summary>
internal sealed class LoadRun : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(120) };
    private readonly ConcurrentBag<string> _faults = [];
    private readonly ConcurrentBag<double> _seconds = [];
    private int _images, _jobs, _canceled, _refused, _later, _captions;

    /// <summary>Runs so many clients for so long, and tells how it went.</summary>
    /// <returns>0 if nothing went wrong.</returns>
    public async Task<int> RunAsync(int clients, TimeSpan duration)
    {
        string program = Path.Combine(
            Repository.Root, "samples", "Service",
            Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "CausalFusion.Samples.Tests"), AppContext.BaseDirectory), "Service.dll");
        ProcessStartInfo start = ChildProcess.Dotnet([
            program, "--urls", "http://127.0.0.1:0", "--Service:MaximumClientJobs", "100000", "--Service:RequestsPerMinute", "1000000",
            "--Logging:LogLevel:CausalFusion", "Warning", "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information",
        ]);
        start.RedirectStandardOutput = true;
        using Process service = Process.Start(start)!;
        try
        {
            _client.BaseAddress = await AddressAsync(service);
            while (!(await _client.GetAsync("/health/ready")).IsSuccessStatusCode)
            {
                await Task.Delay(_pause);
            }
            using var over = new CancellationTokenSource(duration);
            long started = Stopwatch.GetTimestamp();
            Task[] all = [.. Enumerable.Range(0, clients).Select(i => Task.Run(() => ClientAsync(i, over.Token)))];
            while (!over.IsCancellationRequested)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Stopwatch.GetElapsedTime(started).TotalSeconds,4:f0} s {Megabytes(service),6:f0} MB {_jobs,6} jobs {_images,6} images"));
                await Task.Delay(TimeSpan.FromSeconds(5), CancellationToken.None);
            }
            await Task.WhenAll(all);
            double[] waits = [.. _seconds.Order()];
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clients} clients, {seconds:f0} s: {_jobs} jobs with {_images} images, "
                + $"{_canceled} canceled, {_refused} bad requests refused, {_captions} captions, {_later} told to come back; a job took "
                + $"{waits[waits.Length / 2]:f1} s in the middle, {waits[waits.Length * 95 / 100]:f1} s at 95 %; "
                + $"{Megabytes(service):f0} MB at the end; {_faults.Count} faults"));
            foreach (string fault in _faults.Distinct().Take(20))
            {
                Console.WriteLine(fault);
            }
            return _faults.IsEmpty ? 0 : 1;
        }
        finally
        {
            service.Kill();
            await service.WaitForExitAsync();
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task ClientAsync(int number, CancellationToken over)
    {
        var random = new Random(number);
        while (!over.IsCancellationRequested)
        {
            try
            {
                await (random.Next(10) switch
                {
                    < 5 => JobAsync(random, cancels: false),
                    5 => JobAsync(random, cancels: true),
                    6 or 7 => OpenAIAsync(random),
                    8 => BadAsync(random),
                    _ => CaptionAsync(),
                });
            }
            catch (Exception exception)
            {
                _faults.Add($"{exception.GetType().Name}: {exception.Message}");
            }
        }
    }

    private async Task JobAsync(Random random, bool cancels)
    {
        bool text = random.Next(2) == 0;
        int count = random.Next(1, 5), arSteps = random.Next(3) switch { 0 => 1, 1 => 4, _ => 16 }, diffusionSteps = random.Next(2, 5) * 5;
        object request = text
            ? new { model = "shapes", prompt = "a red circle above a blue square", count, arSteps, diffusionSteps }
            : new { model = "fashion-mnist", @class = random.Next(10), count, arSteps, diffusionSteps };
        long started = Stopwatch.GetTimestamp();
        using HttpResponseMessage response = await _client.PostAsJsonAsync("/generate", request);
        if (await IsForLaterAsync(response))
        {
            return;
        }
        Require(response.StatusCode == HttpStatusCode.Accepted, $"/generate answered {response.StatusCode}");
        string address = response.Headers.Location!.OriginalString;
        if (cancels)
        {
            await Task.Delay(random.Next(500));
            using HttpResponseMessage canceled = await _client.DeleteAsync(address);
            Require(canceled.IsSuccessStatusCode, $"a cancellation was answered {canceled.StatusCode}");
            Interlocked.Increment(ref _canceled);
            return;
        }
        JsonElement job = await _client.GetFromJsonAsync<JsonElement>(address);
        while (job.GetProperty("state").GetString() is "waiting" or "running")
        {
            foreach (JsonElement partial in job.GetProperty("partials").EnumerateArray().Take(1))
            {
                using HttpResponseMessage shown = await _client.GetAsync(partial.GetString());
                Require(shown.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, $"a partial image was answered {shown.StatusCode}");
            }
            await Task.Delay(_pause);
            job = await _client.GetFromJsonAsync<JsonElement>(address);
        }
        Require(job.GetProperty("state").GetString() == "finished", $"a job ended {job.GetProperty("state").GetString()}");
        Require(job.GetProperty("images").GetArrayLength() == count, "a job has another number of images");
        foreach (JsonElement image in job.GetProperty("images").EnumerateArray())
        {
            byte[] png = await _client.GetByteArrayAsync(image.GetString());
            Require(PngText.Read(png, ImageParameters.Keyword) is not null, "an image says nothing");
        }
        Count(count, started);
    }

    private async Task OpenAIAsync(Random random)
    {
        int n = random.Next(1, 3);
        long started = Stopwatch.GetTimestamp();
        using HttpResponseMessage response = await _client.PostAsJsonAsync(
            "/v1/images/generations",
            new { model = "fashion-mnist", prompt = "Sneaker", n, response_format = "b64_json", diffusion_steps = 10, ar_steps = 4 });
        if (await IsForLaterAsync(response))
        {
            return;
        }
        Require(response.IsSuccessStatusCode, $"/v1/images/generations answered {response.StatusCode}");
        JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        int whole = answer.GetProperty("data").EnumerateArray().Count(image => PngText.IsPng(image.GetProperty("b64_json").GetBytesFromBase64()));
        Require(whole == n, "/v1/images/generations gave another number of images");
        Count(n, started);
    }

    private async Task BadAsync(Random random)
    {
        string[] bodies = ["{", """{"class": "Hat"}""", """{"model": "gone"}""", """{"image": "AAAA", "mask": "AAAA"}"""];
        string body = bodies[random.Next(bodies.Length)];
        using HttpResponseMessage response =
            await _client.PostAsync("/generate", new StringContent(body, MediaTypeHeaderValue.Parse("application/json")));
        Require(response.StatusCode == HttpStatusCode.BadRequest, $"a bad request was answered {response.StatusCode}");
        Interlocked.Increment(ref _refused);
    }

    private async Task CaptionAsync()
    {
        var content = new ByteArrayContent(PngEncoding.Encode(new byte[3072], new ImageShape(32, 32, 3)));
        content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using HttpResponseMessage response = await _client.PostAsync("/caption", content);
        Require(response.IsSuccessStatusCode, $"/caption answered {response.StatusCode}");
        Interlocked.Increment(ref _captions);
    }

    private async Task<bool> IsForLaterAsync(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.TooManyRequests)
        {
            return false;
        }
        Interlocked.Increment(ref _later);
        await Task.Delay(response.Headers.RetryAfter!.Delta!.Value);
        return true;
    }

    private void Count(int images, long started)
    {
        Interlocked.Increment(ref _jobs);
        Interlocked.Add(ref _images, images);
        _seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static void Require(bool holds, string fault)
    {
        if (!holds)
        {
            throw new InvalidDataException(fault);
        }
    }

    private static double Megabytes(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 / 1e6;
    }

    private static async Task<Uri> AddressAsync(Process service)
    {
        const string Listening = "Now listening on: ";
        while (await service.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains(Listening, StringComparison.Ordinal))
            {
                _ = service.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]);
            }
        }
        throw new InvalidOperationException("The service ended before it listened.");
    }
}
