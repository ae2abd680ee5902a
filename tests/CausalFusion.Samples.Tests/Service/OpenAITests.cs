using System.ClientModel;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CausalFusion.Samples.Service.OpenAI;
using CausalFusion.Samples.Service.Pictures;
using CausalFusion.Samples.Service.Web;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Images;

namespace CausalFusion.Samples.Tests.Service;

/// <summary>The service as clients of OpenAI's API see it.</summary>
public sealed class OpenAITests
{
    [Fact]
    public async Task The_OpenAI_client_gets_images_as_bytes()
    {
        await using RunningService service = await RunningService.StartAsync();
        ImageClient client = Client(service).GetImageClient("fashion-mnist");

        GeneratedImageCollection images = await client.GenerateImagesAsync("Sneaker", 2, new OpenAI.Images.ImageGenerationOptions
        {
            ResponseFormat = GeneratedImageFormat.Bytes,
            Size = new GeneratedImageSize(28, 28),
            EndUserId = "someone",
        });

        Assert.Equal(2, images.Count);
        Assert.All(images, image => Assert.Contains(
            "\"class\":\"Sneaker\"", PngText.Read(image.ImageBytes, ImageParameters.Keyword), StringComparison.Ordinal));
        Assert.InRange(images.CreatedAt, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [Fact]
    public async Task The_OpenAI_client_gets_an_address_that_answers()
    {
        await using RunningService service = await RunningService.StartAsync();
        ImageClient client = Client(service).GetImageClient("shapes");

        GeneratedImage image = await client.GenerateImageAsync("a red circle");

        Assert.True(PngText.IsPng(await service.Client.GetByteArrayAsync(image.ImageUri, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task The_OpenAI_client_lists_the_networks()
    {
        await using RunningService service = await RunningService.StartAsync();

        Assert.Equal(["fashion-mnist", "shapes"], (await Client(service).GetOpenAIModelClient().GetModelsAsync()).Value.Select(model => model.Id));
        Assert.Equal("shapes", (await Client(service).GetOpenAIModelClient().GetModelAsync("shapes")).Value.Id);
    }

    [Fact]
    public async Task Microsoft_Extensions_AI_gets_images()
    {
        await using RunningService service = await RunningService.StartAsync();
        using IImageGenerator generator = Client(service).GetImageClient("shapes").AsIImageGenerator();

        ImageGenerationResponse response = await generator.GenerateImagesAsync(
            "a red circle", new() { Count = 2, ResponseFormat = ImageGenerationResponseFormat.Data }, TestContext.Current.CancellationToken);

        Assert.Equal(2, response.Contents.OfType<DataContent>().Count());
    }

    [Fact]
    public async Task The_OpenAI_client_is_told_what_is_wrong()
    {
        await using RunningService service = await RunningService.StartAsync();

        ClientResultException noClass = await Assert.ThrowsAsync<ClientResultException>(
            () => Client(service).GetImageClient("fashion-mnist").GenerateImageAsync("a hat"));
        ClientResultException noModel = await Assert.ThrowsAsync<ClientResultException>(
            () => Client(service).GetImageClient("dall-e-3").GenerateImageAsync("a hat"));

        Assert.Equal(400, noClass.Status);
        Assert.Contains("prompt must name a class of the model 'fashion-mnist'", noClass.Message, StringComparison.Ordinal);
        Assert.Equal(404, noModel.Status);
        Assert.Contains("model must be one of 'fashion-mnist', 'shapes'; found 'dall-e-3'.", noModel.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", "prompt")]
    [InlineData("""{"prompt": 3}""", "prompt")]
    [InlineData("""{"prompt": "Bag", "n": 0}""", "n")]
    [InlineData("""{"prompt": "Bag", "n": 99}""", "n")]
    [InlineData("""{"prompt": "Bag", "size": "1024x1024"}""", "size")]
    [InlineData("""{"prompt": "Bag", "response_format": "jpeg"}""", "response_format")]
    [InlineData("""{"prompt": "Bag", "user": 1}""", "user")]
    [InlineData("""{"prompt": "  "}""", "prompt")]
    [InlineData("""{"prompt": "Bag", "stream": true}""", "stream")]
    [InlineData("""{"prompt": "Bag", "stream": "false"}""", "stream")]
    [InlineData("""{"prompt": "Bag", "partial_images": 1}""", "partial_images")]
    [InlineData("""{"prompt": "Bag", "background": "transparent"}""", "background")]
    [InlineData("""{"prompt": "Bag", "moderation": "none"}""", "moderation")]
    [InlineData("""{"prompt": "Bag", "output_format": "webp"}""", "output_format")]
    [InlineData("""{"prompt": "Bag", "negative_prompt": 3}""", "negative_prompt")]
    [InlineData("""{"prompt": "Bag", "quality": "hd"}""", "quality")]
    [InlineData("""{"prompt": "Bag", "diffusion_steps": 0}""", "diffusion_steps")]
    [InlineData("[]", "body")]
    public async Task Errors_have_OpenAIs_form(string body, string field)
    {
        await using RunningService service = await RunningService.StartAsync();

        using HttpResponseMessage response =
            await service.Client.PostAsync("/v1/images/generations", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        JsonElement error = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        Assert.Equal((field, "invalid_request_error"), (error.GetProperty("param").GetString(), error.GetProperty("type").GetString()));
        Assert.StartsWith(field + " ", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"prompt\": ")]
    [InlineData("[]")]
    [InlineData("""{"prompt": "Bag", "prompt": "Bag"}""")]
    public async Task Of_a_body_that_is_no_object_nothing_else_is_said(string body)
    {
        await using RunningService service = await RunningService.StartAsync();

        using HttpResponseMessage response =
            await service.Client.PostAsync("/v1/images/generations", new StringContent(body, Encoding.UTF8, "application/json"));

        string? message = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("message").GetString();
        Assert.StartsWith("body must be a JSON object", message, StringComparison.Ordinal);
        Assert.DoesNotContain("must be there", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_asks_for_what_is_done_anyway_is_accepted()
    {
        await using RunningService service = await RunningService.StartAsync();

        using HttpResponseMessage response = await service.Client.PostAsJsonAsync("/v1/images/generations", new
        {
            prompt = "Bag",
            stream = false,
            partial_images = 0,
            quality = "auto",
            background = "auto",
            moderation = "auto",
            output_format = "png",
            negative_prompt = "Coat",
            diffusion_steps = 1,
        });
        using HttpResponseMessage standard = await service.Client.PostAsJsonAsync(
            "/v1/images/generations", new { prompt = "Bag", quality = "standard", diffusion_steps = 1 });

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (response.StatusCode, standard.StatusCode));
    }

    [Fact]
    public async Task What_the_server_itself_refuses_has_that_form_too()
    {
        await using RunningService service = await RunningService.StartAsync();

        using HttpResponseMessage large = await service.Client.PostAsync(
            "/v1/images/generations", new StringContent(new string(' ', 100_000), Encoding.UTF8, "application/json"));
        using HttpResponseMessage nowhere = await service.Client.GetAsync("/v1/nowhere", TestContext.Current.CancellationToken);
        using HttpResponseMessage text = await service.Client.PostAsync("/v1/images/generations", new StringContent("prompt=Bag"));
        using HttpResponseMessage wrong = await service.Client.DeleteAsync("/v1/models", TestContext.Current.CancellationToken);

        await AssertRefusedAsync(large, HttpStatusCode.RequestEntityTooLarge, "16384 bytes");
        await AssertRefusedAsync(nowhere, HttpStatusCode.NotFound, "nothing at /v1/nowhere");
        await AssertRefusedAsync(text, HttpStatusCode.UnsupportedMediaType, "of type application/json");
        await AssertRefusedAsync(wrong, HttpStatusCode.MethodNotAllowed, "/v1/models can't be asked by DELETE");

        static async Task AssertRefusedAsync(HttpResponseMessage response, HttpStatusCode status, string expected)
        {
            Assert.Equal(status, response.StatusCode);
            string? message = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("message").GetString();
            Assert.Contains(expected, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whoever_hangs_up_has_nothing_generated_any_more()
    {
        await using RunningService service = await RunningService.StartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var request = new { prompt = "Bag", n = 4, ar_steps = 49, diffusion_steps = 1000 };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => service.Client.PostAsJsonAsync("/v1/images/generations", request, patience.Token));

        await service.WaitAsync(await service.GenerateAsync(new { diffusionSteps = 2 }), "finished");
    }

    [Fact]
    public async Task A_key_is_asked_for_where_there_is_one()
    {
        await using RunningService service = await RunningService.StartAsync("--Service:ApiKey", "secret");
        ImageClient stranger = Client(service, "wrong").GetImageClient("shapes"), friend = Client(service, "secret").GetImageClient("shapes");

        ClientResultException refused = await Assert.ThrowsAsync<ClientResultException>(() => stranger.GenerateImageAsync("a red circle"));
        GeneratedImage image = await friend.GenerateImageAsync("a red circle");
        using HttpResponseMessage models = await service.Client.GetAsync("/models", TestContext.Current.CancellationToken);
        using HttpResponseMessage generate = await service.PostAsync(new { count = 1 });
        using HttpResponseMessage page = await service.Client.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal(401, refused.Status);
        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK],
            [models.StatusCode, generate.StatusCode, page.StatusCode]);
        // A page shows images without a key; their names can't be guessed.
        Assert.True(PngText.IsPng(await service.Client.GetByteArrayAsync(image.ImageUri, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_client_that_asks_too_often_is_told_to_wait()
    {
        await using RunningService service = await RunningService.StartAsync("--Service:RequestsPerMinute", "3");
        var answers = new List<HttpStatusCode>();
        for (int i = 0; i < 4; i++)
        {
            using HttpResponseMessage response = await service.PostAsync(new { count = 0 });
            answers.Add(response.StatusCode);
        }
        using HttpResponseMessage openAI = await service.Client.PostAsJsonAsync("/v1/images/generations", new { prompt = "Bag" });

        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.TooManyRequests], answers);
        Assert.Equal(HttpStatusCode.TooManyRequests, openAI.StatusCode);
        Assert.InRange(openAI.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        JsonElement error = (await openAI.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        Assert.Equal("rate_limit_exceeded", error.GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/models", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Who_has_no_key_can_not_use_up_what_its_owner_may_ask_for()
    {
        await using RunningService service = await RunningService.StartAsync(
            "--Service:ApiKey", "secret", "--Service:RequestsPerMinute", "2");
        string[] paths = ["/generate", "/v1/images/generations", "/caption", "/parameters"];
        foreach (string path in paths)
        {
            using HttpResponseMessage refused = path is "/caption" or "/parameters"
                ? await service.SendAsync(path, [1])
                : await service.Client.PostAsJsonAsync(path, new { prompt = "Bag" });
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.Single().Scheme);
        }
        service.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secret");

        using HttpResponseMessage asked = await service.PostAsync(new { diffusionSteps = 1 });

        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
    }

    [Fact]
    public async Task The_description_names_every_field_that_is_read()
    {
        await using RunningService service = await RunningService.StartAsync();
        JsonElement description = await service.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        JsonElement paths = description.GetProperty("paths"), schemas = description.GetProperty("components").GetProperty("schemas");
        Assert.All(
            ["/v1/images/generations", "/v1/models", "/generate", "/jobs/{id}", "/caption", "/parameters", "/models"],
            path => Assert.True(paths.TryGetProperty(path, out _), path));
        Assert.Equal(await FieldsAsync("/v1/images/generations"), Described(nameof(ImagesBody)));
        Assert.Equal(await FieldsAsync("/generate"), Described(nameof(GenerateBody)));
        JsonElement count = schemas.GetProperty(nameof(GenerateBody)).GetProperty("properties").GetProperty("count");
        Assert.Equal(["null", "integer"], count.GetProperty("type").EnumerateArray().Select(type => type.GetString()));
        JsonElement image = paths.GetProperty("/jobs/{id}/images/{index}.png").GetProperty("get").GetProperty("responses").GetProperty("200");
        string reference = image.GetProperty("content").GetProperty("image/png").GetProperty("schema").GetProperty("$ref").GetString()!;
        Assert.Equal("binary", schemas.GetProperty(reference.Split('/')[^1]).GetProperty("format").GetString());
        Assert.False(description.TryGetProperty("security", out _));

        IEnumerable<string> Described(string schema) =>
            schemas.GetProperty(schema).GetProperty("properties").EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal);

        // What the service itself says of a field that is none.
        async Task<string[]> FieldsAsync(string path)
        {
            using HttpResponseMessage response = await service.Client.PostAsJsonAsync(path, new { prompt = (string?)null, nothing = 1 });
            string answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            string list = answer[(answer.IndexOf("there are ", StringComparison.Ordinal) + "there are ".Length)..];
            return list[..list.IndexOf('.', StringComparison.Ordinal)].Split(", ");
        }
    }

    private static OpenAIClient Client(RunningService service, string key = "any") =>
        new(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri(service.Address + "/v1") });
}
