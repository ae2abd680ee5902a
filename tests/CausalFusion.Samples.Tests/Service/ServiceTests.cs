using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CausalFusion.Generation;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.Samples.Tests.Service;

public sealed class ServiceTests
{
    private static readonly object _slow = new { count = 4, arSteps = 49, diffusionSteps = 1000, guidance = 1.0 };

    [Fact]
    public async Task What_a_request_leaves_open_is_as_the_networks_card_says()
    {
        await using var service = await RunningService.StartAsync("--Service:Models:shapes", "shapes");
        GenerationOptions card = Pretrained.Shapes.Generation;

        JsonElement job = await service.WaitAsync(await service.GenerateAsync(new { model = "shapes", prompt = "a large red circle" }), "finished");
        JsonElement other = await service.WaitAsync(await service.GenerateAsync(new { model = "fashion-mnist", diffusionSteps = 2 }), "finished");
        JsonElement models = await service.Client.GetFromJsonAsync<JsonElement>("/models");

        Assert.Equal((card.ArSteps, card.DiffusionSteps, card.GuidanceScale, $"{card.Sampler}"), Sampling(job));
        Assert.Equal((card.ArSteps, card.DiffusionSteps, card.GuidanceScale, $"{card.Sampler}"), Sampling(models[1].GetProperty("usual")));
        Assert.Equal((1, 2, 3.0, "ddim"), Sampling(other));

        static (int, int, double, string?) Sampling(JsonElement of) => (
            of.GetProperty("arSteps").GetInt32(), of.GetProperty("diffusionSteps").GetInt32(), of.GetProperty("guidance").GetDouble(),
            of.GetProperty("sampler").GetString());
    }

    [Fact]
    public async Task It_draws_what_is_asked_for_and_the_same_for_the_same_seed()
    {
        await using RunningService service = await RunningService.StartAsync();

        string id = await service.GenerateAsync(new { @class = "ankle BOOT", count = 3, seed = 7, arSteps = 2, diffusionSteps = 3, guidance = 2.5 });
        JsonElement job = await service.WaitAsync(id, "finished");
        byte[][] images = await service.ImagesAsync(job);

        Assert.Equal("Ankle boot", job.GetProperty("class").GetString());
        Assert.Equal(1, job.GetProperty("progress").GetDouble());
        Assert.Equal(3, images.Length);
        foreach (byte[] png in images)
        {
            using MLImage image = MLImage.CreateFromStream(new MemoryStream(png));
            Assert.Equal((28, 28), (image.Width, image.Height));
        }
        string second = await service.GenerateAsync(new { @class = 9, count = 1, seed = 8, arSteps = 2, diffusionSteps = 3, guidance = 2.5 });
        byte[][] again = await service.ImagesAsync(await service.WaitAsync(second, "finished"));
        Assert.Equal(images[1], again[0]);
        Assert.NotEqual(images[0], images[1]);
    }

    [Theory]
    [InlineData("""{"model": "imagenet"}""", "model")]
    [InlineData("""{"model": 3}""", "model")]
    [InlineData("""{"class": "Hat"}""", "class")]
    [InlineData("""{"class": 10}""", "class")]
    [InlineData("""{"class": true}""", "class")]
    [InlineData("""{"class": 1.5}""", "class")]
    [InlineData("""{"class": -1}""", "class")]
    [InlineData("""{"class":"\ud800"}""", "class")]
    [InlineData("""{"class":"\udc00\ud800"}""", "class")]
    [InlineData("""{"count": "\ud800"}""", "count")]
    [InlineData("""{"\ud800": 1}""", "body")]
    [InlineData("""{"count": 0}""", "count")]
    [InlineData("""{"count": 17}""", "count")]
    [InlineData("""{"count": "many"}""", "count")]
    [InlineData("""{"count": 1.5}""", "count")]
    [InlineData("""{"seed": -1}""", "seed")]
    [InlineData("""{"arSteps": 50}""", "arSteps")]
    [InlineData("""{"diffusionSteps": 0}""", "diffusionSteps")]
    [InlineData("""{"diffusionSteps": 1001}""", "diffusionSteps")]
    [InlineData("""{"guidance": -0.1}""", "guidance")]
    [InlineData("""{"guidance": 1e9}""", "guidance")]
    [InlineData("""{"prompt": "a red circle"}""", "prompt")]
    [InlineData("""{"model": "shapes", "class": 1}""", "class")]
    [InlineData("""{"model": "shapes", "prompt": 1}""", "prompt")]
    [InlineData("""{"model": "shapes", "prompt": "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"}""", "prompt")]
    [InlineData("""{"model": "shapes", "prompt": "a red circle", "negative": 3}""", "negative")]
    [InlineData("""{"model": "shapes", "prompt": " \n"}""", "prompt")]
    [InlineData("""{"model": "shapes", "prompt": "a red circle", "negative": "\t"}""", "negative")]
    [InlineData("""{"negative": "Hat"}""", "negative")]
    [InlineData("""{"negative": "Coat", "guidance": 1}""", "negative")]
    [InlineData("""{"sampler": "euler"}""", "sampler")]
    [InlineData("""{"order": "spiral"}""", "order")]
    [InlineData("""{"order": "block:8"}""", "order")]
    [InlineData("""{"order": "given:0,1"}""", "order")]
    [InlineData("""{"image": "no"}""", "image")]
    [InlineData("""{"image": "AAAA", "mask": "AAAA"}""", "image")]
    [InlineData("""{"mask": "AAAA"}""", "image")]
    [InlineData("""{"seed": 9007199254740992}""", "seed")]
    [InlineData("""{"seed": 9007199254740991, "count": 2}""", "seed")]
    [InlineData("""{"class": "Bag", "prompt": "a red circle"}""", "prompt")]
    [InlineData("""{"model": "shapes", "class": "Bag", "prompt": "a red circle"}""", "class")]
    [InlineData("""{"count": 1, "count": 2}""", "body")]
    [InlineData("""{"steps": 3}""", "steps")]
    [InlineData("{", "body")]
    [InlineData("null", "body")]
    [InlineData("", "body")]
    [InlineData("[1]", "body")]
    public async Task What_is_wrong_with_a_request_is_told_by_its_field(string body, string field)
    {
        await using RunningService service = await RunningService.StartAsync();

        using HttpResponseMessage response = await service.Client.PostAsync("/generate", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Theory]
    [InlineData("""{"class": true}""", "class must be a string or a number; found true.")]
    [InlineData("""{"class": [1]}""", "class must be a string or a number; found an array.")]
    [InlineData("""{"count": "many"}""", "count must be a whole number from 1 to 16; found \"many\".")]
    [InlineData("""{"model": "imagenet"}""", "model must be one of 'fashion-mnist', 'shapes'; found 'imagenet'.")]
    [InlineData("""{"prompt": "a boot"}""", "prompt must be absent: the model 'fashion-mnist' takes classes; say class.")]
    [InlineData("""{"class": "Hat"}""", "'Ankle boot', or a number from 0 to 9; found 'Hat'")]
    [InlineData("""{"steps": 3}""", "steps is no field; there are arSteps, class, count,")]
    [InlineData("""{"sampler": "euler"}""", "Expected a sampler, ddpm, ddpm:small, ddim,")]
    [InlineData("""{"sampler": "ddim:2"}""", "found 'ddim:2' (DDIM's η must lie in [0, 1]).")]
    [InlineData("""{"order": "given:0,0"}""", "found 'given:0,0' (A token order has every index once; position 1 has 0 again).")]
    [InlineData("""{"order": "block:0"}""", "found 'block:0' (")]
    [InlineData("""{"order": "block:99999999999"}""", "found 'block:99999999999'.")]
    [InlineData("""{"order": "block:100"}""", "The token order block:100 needs a grid at least 100 tokens wide or high")]
    [InlineData("""{"model": "shapes", "prompt": "  "}""", "prompt must be a text, or empty for nothing in particular; found white space alone.")]
    [InlineData("""{"model": "shapes", "negative": 3}""", "negative must be a string; found 3.")]
    public async Task Messages_say_what_was_expected_and_what_was_found(string body, string expected)
    {
        await using RunningService service = await RunningService.StartAsync();

        using HttpResponseMessage response = await service.Client.PostAsync("/generate", new StringContent(body, Encoding.UTF8, "application/json"));

        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        string message = problem.GetProperty("errors").EnumerateObject().Single().Value[0].GetString()!;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Actual value", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Int32", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task White_space_around_a_text_is_not_part_of_it()
    {
        await using RunningService service = await RunningService.StartAsync();

        JsonElement job = await service.JobAsync(await service.GenerateAsync(
            new { model = "shapes", prompt = " a red circle\n", negative = "\ta blue square ", diffusionSteps = 1 }));

        Assert.Equal(("a red circle", "a blue square"), (job.GetProperty("prompt").GetString(), job.GetProperty("negative").GetString()));
    }

    [Fact]
    public async Task A_seed_of_the_services_own_is_short_enough_to_be_read()
    {
        await using RunningService service = await RunningService.StartAsync();
        for (int i = 0; i < 5; i++)
        {
            JsonElement job = await service.JobAsync(await service.GenerateAsync(new { diffusionSteps = 1 }));
            Assert.InRange(job.GetProperty("seed").GetUInt64(), 0UL, uint.MaxValue);
        }
    }

    [Fact]
    public async Task Each_network_is_asked_in_its_own_way()
    {
        await using RunningService service = await RunningService.StartAsync();

        string id = await service.GenerateAsync(new
        {
            model = "Shapes",
            prompt = "a red circle",
            negative = "a blue square",
            diffusionSteps = 3,
            arSteps = 4,
            sampler = "dpm++2m",
            order = "raster",
        });
        JsonElement job = await service.WaitAsync(id, "finished");

        Assert.Equal(
            ("shapes", "a red circle", "a blue square", "dpm++2m", "raster"),
            (Text("model"), Text("prompt"), Text("negative"), Text("sampler"), Text("order")));
        using MLImage image = MLImage.CreateFromStream(new MemoryStream((await service.ImagesAsync(job))[0]));
        Assert.Equal((32, 32), (image.Width, image.Height));
        JsonElement models = await service.Client.GetFromJsonAsync<JsonElement>("/models");
        Assert.Equal(
            [("fashion-mnist", false, 10, 49), ("shapes", true, 0, 64)],
            models.EnumerateArray().Select(model => (model.GetProperty("name").GetString()!, model.GetProperty("readsText").GetBoolean(),
                model.GetProperty("classes").GetArrayLength(), model.GetProperty("maximumArSteps").GetInt32())));
        Assert.All(models.EnumerateArray(), model => Assert.True(model.GetProperty("costs")[0].GetProperty("seconds").GetDouble() > 0));

        string? Text(string name) => job.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Partial_images_are_there_while_a_job_runs()
    {
        await using RunningService service = await RunningService.StartAsync();
        string id = await service.GenerateAsync(new { count = 2, arSteps = 49, diffusionSteps = 300, guidance = 1.0 });
        JsonElement job;
        do
        {
            job = await service.JobAsync(id);
            Assert.NotEqual("finished", job.GetProperty("state").GetString());
        }
        while (job.GetProperty("partials").GetArrayLength() == 0);

        using MLImage image = MLImage.CreateFromStream(await service.Client.GetStreamAsync(job.GetProperty("partials")[0].GetString()));

        Assert.Equal((28, 28), (image.Width, image.Height));
        // What is not begun yet is gray.
        Assert.True(image.Pixels.ToArray().Chunk(image.Pixels.Length / 784).Count(pixel => pixel[0] == 128) > 16);
        await service.Client.DeleteAsync($"/jobs/{id}");
        Assert.Equal(0, (await service.JobAsync(id)).GetProperty("partials").GetArrayLength());
    }

    [Fact]
    public async Task All_wrong_fields_are_told_at_once()
    {
        await using RunningService service = await RunningService.StartAsync();

        using HttpResponseMessage response = await service.PostAsync(new { count = 0, arSteps = 0, guidance = -1 });

        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["arSteps", "count", "guidance"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }

    [Fact]
    public async Task An_order_may_give_the_place_of_every_token()
    {
        await using RunningService service = await RunningService.StartAsync();
        string order = "given:" + string.Join(',', Enumerable.Range(0, 49).Reverse());

        JsonElement job = await service.WaitAsync(await service.GenerateAsync(new { order, diffusionSteps = 1 }), "finished");

        Assert.Equal(order, job.GetProperty("order").GetString());
    }

    [Theory]
    [InlineData("/generate", "application/json")]
    [InlineData("/caption", "image/png, image/jpeg")]
    [InlineData("/v1/images/generations", "application/json")]
    public async Task A_body_of_another_type_is_refused_with_those_that_are_read(string path, string expected)
    {
        await using RunningService service = await RunningService.StartAsync();

        using HttpResponseMessage response = await service.Client.PostAsync(path, new StringContent("class=Bag"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        string answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"Expected a body of type {expected}", answer, StringComparison.Ordinal);
        Assert.Contains("found text/plain", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_of_more_than_200_characters_is_refused()
    {
        await using RunningService service = await RunningService.StartAsync();

        using HttpResponseMessage response = await service.PostAsync(new { @class = new string('a', 201) });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        string answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("at most 200 characters", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_for_another_host_is_refused_unless_it_is_named()
    {
        await using RunningService service = await RunningService.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await Asked(service, "images.example.org"));
        Assert.Equal(HttpStatusCode.OK, await Asked(service, "localhost"));

        await using RunningService named = await RunningService.StartAsync("--AllowedHosts", "images.example.org;127.0.0.1");
        Assert.Equal(HttpStatusCode.OK, await Asked(named, "images.example.org"));

        static async Task<HttpStatusCode> Asked(RunningService service, string host)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/models");
            request.Headers.Host = host;
            using HttpResponseMessage response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task More_connections_than_may_be_are_closed()
    {
        await using RunningService service = await RunningService.StartAsync("--Service:MaximumConnections", "2");
        var address = new Uri(service.Address);
        var open = new List<TcpClient>();
        for (int i = 0; i < 4; i++)
        {
            var connection = new TcpClient();
            await connection.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
            open.Add(connection);
        }
        byte[] request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray();
        int answered = 0;
        foreach (TcpClient connection in open)
        {
            try
            {
                await connection.GetStream().WriteAsync(request, TestContext.Current.CancellationToken);
                answered += await connection.GetStream().ReadAsync(new byte[16], TestContext.Current.CancellationToken) > 0 ? 1 : 0;
            }
            catch (IOException)
            {
            }
            connection.Dispose();
        }
        Assert.InRange(answered, 1, 2); // one may be taken by who asked whether the service is ready
    }

    [Fact]
    public async Task A_body_that_is_no_json_or_too_long_is_refused()
    {
        await using RunningService service = await RunningService.StartAsync("--Service:MaximumUpload", "1024");

        using HttpResponseMessage text = await service.Client.PostAsync("/generate", new StringContent("count=1"));
        using HttpResponseMessage large =
            await service.Client.PostAsync("/generate", new StringContent(new string(' ', 100_000), Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [Fact]
    public async Task A_full_queue_says_when_to_come_back()
    {
        await using RunningService service = await RunningService.StartAsync("--Service:QueueLength", "2");
        string running = await service.GenerateAsync(_slow);
        await service.WaitAsync(running, "running");
        string[] waiting = [await service.GenerateAsync(new { diffusionSteps = 2 }), await service.GenerateAsync(new { diffusionSteps = 3 })];

        using HttpResponseMessage refused = await service.PostAsync(new { diffusionSteps = 4 });

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        RetryConditionHeaderValue retry = refused.Headers.RetryAfter!;
        Assert.True(retry.Delta >= TimeSpan.FromSeconds(1));
        int[] ahead = await Task.WhenAll(waiting.Select(async id => (await service.JobAsync(id)).GetProperty("ahead").GetInt32()));
        Assert.Equal([0, 1], ahead);
        JsonElement queue = (await service.Client.GetFromJsonAsync<JsonElement>("/health")).GetProperty("queue");
        Assert.Equal(
            (2, 1, 2), (queue.GetProperty("waiting").GetInt32(), queue.GetProperty("running").GetInt32(), queue.GetProperty("capacity").GetInt32()));

        await service.Client.DeleteAsync($"/jobs/{waiting[0]}");
        await service.GenerateAsync(new { diffusionSteps = 4 });
    }

    [Fact]
    public async Task A_job_is_canceled_while_it_runs_and_while_it_waits()
    {
        await using RunningService service = await RunningService.StartAsync();
        string running = await service.GenerateAsync(_slow), waiting = await service.GenerateAsync(new { diffusionSteps = 2 }),
            next = await service.GenerateAsync(new { diffusionSteps = 3 });
        await service.WaitAsync(running, "running");

        using HttpResponseMessage first = await service.Client.DeleteAsync($"/jobs/{waiting}");
        using HttpResponseMessage second = await service.Client.DeleteAsync($"/jobs/{running}");

        Assert.Equal("canceled", (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
        Assert.Equal("canceled", (await second.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
        await service.WaitAsync(next, "finished");
        Assert.Equal("canceled", (await service.JobAsync(running)).GetProperty("state").GetString());
        using HttpResponseMessage third = await service.Client.DeleteAsync($"/jobs/{next}");
        Assert.Equal("finished", (await third.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Progress_rises_while_a_job_runs()
    {
        await using RunningService service = await RunningService.StartAsync();
        string id = await service.GenerateAsync(_slow);
        await service.WaitAsync(id, "running");
        var seen = new List<double>();
        while (seen.Count < 3)
        {
            double progress = (await service.JobAsync(id)).GetProperty("progress").GetDouble();
            if (seen.Count == 0 || progress != seen[^1])
            {
                seen.Add(progress);
            }
            await Task.Delay(20);
        }
        Assert.Equal(seen.Order(), seen);
        Assert.InRange(seen[^1], double.Epsilon, 1 - double.Epsilon);
        await service.Client.DeleteAsync($"/jobs/{id}");
    }

    [Theory]
    [InlineData("/jobs/none")]
    [InlineData("/jobs/none/images/0.png")]
    [InlineData("/nowhere")]
    public async Task What_is_not_there_is_a_problem_of_status_404(string path)
    {
        await using RunningService service = await RunningService.StartAsync();

        using HttpResponseMessage response = await service.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Stopping_finishes_the_batch_in_progress_and_cancels_what_waits()
    {
        await using RunningService service = await RunningService.StartAsync("--Service:ShutdownSeconds", "60");
        string running = await service.GenerateAsync(new { arSteps = 7, diffusionSteps = 100, guidance = 1.0 });
        await service.WaitAsync(running, "running");
        string waiting = await service.GenerateAsync(new { diffusionSteps = 2 });

        Task stopping = service.StopAsync();
        JsonElement finished = await service.WaitAsync(running, "finished");

        Assert.Single(await service.ImagesAsync(finished));
        Assert.Equal("canceled", (await service.JobAsync(waiting)).GetProperty("state").GetString());
        using HttpResponseMessage refused = await service.PostAsync(new { diffusionSteps = 2 });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        await stopping;
    }

    [Fact]
    public async Task Stopping_does_not_wait_longer_than_it_may()
    {
        await using RunningService service = await RunningService.StartAsync("--Service:ShutdownSeconds", "0");
        await service.WaitAsync(await service.GenerateAsync(_slow), "running");

        await service.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("--Service:QueueLength", "0", "QueueLength")]
    [InlineData("--Service:MaximumBatch", "0", "MaximumBatch")]
    [InlineData("--Service:QueueLength", "many", "Service:QueueLength")]
    [InlineData("--Service:ApiKey", "sécret", "Service:ApiKey must be of ASCII")]
    [InlineData("--Service:Models:other", "nowhere.safetensors", "nowhere.safetensors")]
    [InlineData("--Service:Models:emoji", "fashionmnist", "one of the pretrained networks 'fashion-mnist', 'emoji', 'shapes'; found 'fashionmnist'")]
    public async Task A_setting_that_is_wrong_is_named_at_the_start(string name, string value, string expected)
    {
        Exception exception = await Assert.ThrowsAnyAsync<Exception>(async () => await (await RunningService.StartAsync(name, value)).DisposeAsync());
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }
}
