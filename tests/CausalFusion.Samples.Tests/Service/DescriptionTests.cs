using System.Net.Http.Json;
using System.Text.Json;
using CausalFusion.Samples.Service;

namespace CausalFusion.Samples.Tests.Service;

/// <summary>The service's own description of its addresses.</summary>
public sealed class DescriptionTests
{
    [Fact]
    public async Task An_image_of_an_answer_is_described_as_either_an_address_or_a_file()
    {
        await using RunningService service = await RunningService.StartAsync();
        JsonElement schemas = (await DescriptionAsync(service)).GetProperty("components").GetProperty("schemas");

        JsonElement answer = Resolved(Operation(await DescriptionAsync(service), "/v1/images/generations post").GetProperty("responses")
            .GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema"));
        JsonElement image = Resolved(answer.GetProperty("properties").GetProperty("data").GetProperty("items"));

        Assert.Equal(["url", "b64_json"], image.GetProperty("properties").EnumerateObject().Select(property => property.Name));
        Assert.False(image.TryGetProperty("required", out _));

        JsonElement Resolved(JsonElement schema) =>
            schema.TryGetProperty("$ref", out JsonElement reference) ? schemas.GetProperty(reference.GetString()!.Split('/')[^1]) : schema;
    }

    [Fact]
    public async Task What_needs_no_key_says_so_where_there_is_one()
    {
        await using RunningService service = await RunningService.StartAsync("--Service:ApiKey", "secret");
        JsonElement description = await DescriptionAsync(service);

        string[] open =
        [
            .. from path in description.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               where operation.Value.TryGetProperty("security", out JsonElement security) && security.GetArrayLength() == 0
               select path.Name
        ];

        Assert.Equal(1, description.GetProperty("security").GetArrayLength());
        Assert.Equal(
            ["/health", "/health/live", "/health/ready", "/jobs/{id}/images/{index}.png", "/jobs/{id}/partials/{index}.png"],
            open.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/v1/models get", "200 401")]
    [InlineData("/v1/models/{name} get", "200 401 404")]
    [InlineData("/v1/images/generations post", "200 400 401 404 413 415 429 500 503")]
    [InlineData("/generate post", "202 400 401 413 415 429 503")]
    [InlineData("/health get", "200 503")]
    [InlineData("/health/ready get", "200 503")]
    [InlineData("/health/live get", "200")]
    public async Task Every_status_that_an_address_answers_is_described_with_its_body(string operation, string statuses)
    {
        await using RunningService service = await RunningService.StartAsync();

        JsonProperty[] responses = [.. Operation(await DescriptionAsync(service), operation).GetProperty("responses").EnumerateObject()];

        Assert.Equal(statuses.Split(' '), responses.Select(response => response.Name).Order(StringComparer.Ordinal));
        Assert.All(responses, response => Assert.True(
            response.Value.GetProperty("content").EnumerateObject().Single().Value.TryGetProperty("schema", out _), response.Name));
    }

    [Fact]
    public async Task Its_version_is_the_programs()
    {
        await using RunningService service = await RunningService.StartAsync();

        string? version = (await DescriptionAsync(service)).GetProperty("info").GetProperty("version").GetString();

        Assert.Equal(typeof(ServiceApp).Assembly.GetName().Version!.ToString(3), version);
    }

    private static JsonElement Operation(JsonElement description, string operation) =>
        description.GetProperty("paths").GetProperty(operation.Split(' ')[0]).GetProperty(operation.Split(' ')[1]);

    private static async Task<JsonElement> DescriptionAsync(RunningService service) =>
        await service.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", TestContext.Current.CancellationToken);
}
