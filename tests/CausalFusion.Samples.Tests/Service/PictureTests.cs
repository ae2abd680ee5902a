using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CausalFusion.Images;
using CausalFusion.ML;
using CausalFusion.Samples.Service.Pictures;

namespace CausalFusion.Samples.Tests.Service;

/// <summary>Pictures that are sent to the service, and what it writes into its own.</summary>
public sealed class PictureTests
{
    private static readonly byte[] _picture =
        PngEncoding.Encode([.. Enumerable.Range(0, 784).Select(i => (byte)(i * 7))], new ImageShape(28, 28, 1));

    [Fact]
    public async Task What_is_not_marked_stays_as_it_is()
    {
        await using RunningService service = await RunningService.StartAsync();

        string id = await service.GenerateAsync(
            new { @class = "Bag", image = Base64(_picture), mask = Base64(Mask(28, 28)), arSteps = 2, diffusionSteps = 3 });
        JsonElement job = await service.WaitAsync(id, "finished");
        byte[] edited = Pixels((await service.ImagesAsync(job))[0]), given = Pixels(_picture);

        Assert.True(job.GetProperty("edited").GetBoolean());
        int[] changed = [.. Enumerable.Range(0, 784).Where(i => edited[i] != given[i])];
        Assert.NotEmpty(changed);
        Assert.All(changed, i => Assert.True(i / 28 < 8)); // the tokens under the upper 5 rows of pixels
    }

    [Theory]
    [InlineData(11, 2.5)]
    [InlineData(0, 0)]
    public async Task An_image_says_what_it_was_asked_for_by_and_that_gives_it_again(int seed, double guidance)
    {
        await using RunningService service = await RunningService.StartAsync();
        string id = await service.GenerateAsync(new
        {
            @class = "ankle boot",
            negative = "Coat",
            count = 2,
            seed,
            arSteps = 3,
            diffusionSteps = 4,
            guidance,
            sampler = "dpm++2m",
            order = "raster",
        });
        byte[] second = (await service.ImagesAsync(await service.WaitAsync(id, "finished")))[1];

        using HttpResponseMessage response = await service.SendAsync("/parameters", second);
        JsonElement parameters = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("parameters");

        Assert.Equal(("Ankle boot", seed + 1), (parameters.GetProperty("class").GetString(), parameters.GetProperty("seed").GetInt32()));
        // What the file says is a request as it stands.
        using HttpResponseMessage again = await service.Client.PostAsync(
            "/generate", new StringContent(PngText.Read(second, ImageParameters.Keyword)!, Encoding.UTF8, "application/json"));
        JsonElement job = await again.Content.ReadFromJsonAsync<JsonElement>();
        job = await service.WaitAsync(job.GetProperty("id").GetString()!, "finished");
        Assert.Equal(second, (await service.ImagesAsync(job))[0]);
    }

    [Theory]
    [InlineData("not json", "body")]
    [InlineData("[]", "body")]
    [InlineData("""{"model": "gone"}""", "model")]
    [InlineData("""{"diffusionSteps": 1000000000}""", "diffusionSteps")]
    [InlineData("""{"seed": 1e300}""", "seed")]
    [InlineData("""{"<script>": 1}""", "<script>")]
    [InlineData("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}""", "body")]
    public async Task What_a_hostile_file_says_is_refused_as_a_request_would_be(string json, string field)
    {
        await using RunningService service = await RunningService.StartAsync();

        using HttpResponseMessage response = await service.SendAsync("/parameters", PngText.Write(_picture, ImageParameters.Keyword, json));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task A_damaged_file_is_refused_and_one_that_says_nothing_is_not()
    {
        await using RunningService service = await RunningService.StartAsync();
        byte[] damaged = PngText.Write(_picture, ImageParameters.Keyword, "{}");
        damaged[50] ^= 1;

        using HttpResponseMessage refused = await service.SendAsync("/parameters", damaged);
        using HttpResponseMessage silent = await service.SendAsync("/parameters", _picture);
        using HttpResponseMessage text = await service.SendAsync("/parameters", _picture, "text/plain");

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("checksum", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await silent.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("parameters").ValueKind);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
    }

    [Theory]
    [InlineData(27, 28)]
    [InlineData(56, 56)]
    [InlineData(1, 1)]
    public async Task A_mask_of_another_size_is_refused(int width, int height)
    {
        await using RunningService service = await RunningService.StartAsync();

        using HttpResponseMessage response =
            await service.PostAsync(new { image = Base64(_picture), mask = Base64(Mask(width, height)) });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(
            $"mask must be 28×28 pixels (width × height), as the images of 'fashion-mnist' are; found {width}×{height}.",
            problem.GetProperty("errors").GetProperty("mask")[0].GetString());
    }

    [Fact]
    public async Task A_mask_that_marks_less_than_the_AR_steps_or_nothing_is_refused()
    {
        await using RunningService service = await RunningService.StartAsync();
        string black = Base64(PngEncoding.Encode(new byte[784], new ImageShape(28, 28, 1)));

        using HttpResponseMessage none = await service.PostAsync(new { image = Base64(_picture), mask = black });
        using HttpResponseMessage few = await service.PostAsync(new { image = Base64(_picture), mask = Base64(Mask(28, 28)), arSteps = 15 });

        Assert.Contains("nothing white", await TextAsync(none), StringComparison.Ordinal);
        Assert.Contains("from 1 to 14, as the mask marks 14 tokens; found 15", await TextAsync(few), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mask_of_one_token_says_why_there_is_one_AR_step()
    {
        await using RunningService service = await RunningService.StartAsync();
        byte[] one = new byte[784];
        one[0] = 255;
        string mask = Base64(PngEncoding.Encode(one, new ImageShape(28, 28, 1)));

        using HttpResponseMessage response = await service.PostAsync(new { image = Base64(_picture), mask, arSteps = 2 });

        Assert.Equal("arSteps must be 1, as the mask marks 1 token; found 2.", await TextAsync(response));
    }

    [Fact]
    public void A_file_says_its_sampler_as_it_is_asked_for()
    {
        var parameters = new ImageParameters("shapes", null, "a <b> & 'c' + \"d\" — 長靴", null, 1, 1, 20, "dpm++2m", "random", 2, true);

        string text = PngText.Read(parameters.WriteTo(_picture), ImageParameters.Keyword)!;

        Assert.Contains("\"sampler\":\"dpm++2m\"", text, StringComparison.Ordinal);
        Assert.Contains("\"edited\":true", text, StringComparison.Ordinal);
        Assert.Equal(parameters.Prompt, JsonDocument.Parse(text).RootElement.GetProperty("prompt").GetString());
    }

    [Fact]
    public async Task A_picture_is_captioned_by_the_network_that_writes_text()
    {
        await using RunningService service = await RunningService.StartAsync();

        using HttpResponseMessage response = await service.SendAsync("/caption", _picture);
        using HttpResponseMessage classes = await service.SendAsync("/caption?model=fashion-mnist", _picture);
        using HttpResponseMessage unknown = await service.SendAsync("/caption?model=gone", _picture);
        using HttpResponseMessage broken = await service.SendAsync("/caption", _picture[..60]);

        JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("shapes", answer.GetProperty("model").GetString());
        Assert.NotNull(answer.GetProperty("caption").GetString());
        Assert.InRange(answer.GetProperty("probability").GetDouble(), 0, 1);
        Assert.Contains("must be one that writes text; there are 'shapes'", await TextAsync(classes), StringComparison.Ordinal);
        Assert.Contains("must be one of 'fashion-mnist', 'shapes'; found 'gone'", await TextAsync(unknown), StringComparison.Ordinal);
        Assert.Contains("is no picture that can be read", await TextAsync(broken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/caption")]
    [InlineData("/parameters")]
    [InlineData("/generate")]
    public async Task An_upload_that_is_too_large_is_refused(string path)
    {
        await using RunningService service = await RunningService.StartAsync("--Service:MaximumUpload", "20000");
        byte[] large = new byte[100_000];

        using HttpResponseMessage response = path == "/generate"
            ? await service.PostAsync(new { image = Base64(large), mask = Base64(_picture) })
            : await service.SendAsync(path, large);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains("too large", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_of_too_many_pixels_is_refused_before_it_takes_memory()
    {
        await using RunningService service = await RunningService.StartAsync();
        // 20,000 × 20,000 pixels in a file of a hundred bytes.
        byte[] small = PngEncoding.Encode(new byte[1], new ImageShape(1, 1, 1));
        byte[] header = [0, 0, 0x4E, 0x20, 0, 0, 0x4E, 0x20, 8, 0, 0, 0, 0];
        byte[] bomb = PngTextTests.With("IHDR", header);
        byte[] file = [.. bomb[..8], .. bomb[33..58], .. small[33..]];

        using HttpResponseMessage response = await service.SendAsync("/caption", file);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("pixels, found 20000×20000", await TextAsync(response), StringComparison.Ordinal);
    }

    private static async Task<string> TextAsync(HttpResponseMessage response) =>
        string.Join(" ", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject()
            .Select(error => error.Value[0].GetString()));

    private static string Base64(byte[] file) => "data:image/png;base64," + Convert.ToBase64String(file);

    // White in the upper five rows.
    private static byte[] Mask(int width, int height) => PngEncoding.Encode(
        [.. Enumerable.Range(0, width * height).Select(i => i / width < 5 ? (byte)255 : (byte)0)], new ImageShape(height, width, 1));

    private static byte[] Pixels(byte[] png) => new MLImageDecoder().Decode(new MemoryStream(png), 1).Pixels;
}
