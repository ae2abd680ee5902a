using CausalFusion.Samples.Service.Jobs;
using CausalFusion.Samples.Service.Networks;
using CausalFusion.Samples.Service.Web;

namespace CausalFusion.Samples.Service.OpenAI;

/// <summary>Addresses that clients of OpenAI's image API know.</summary>
internal static class OpenAIEndpoints
{
    public static void MapOpenAI(this RouteGroupBuilder guarded)
    {
        guarded.MapGet("/v1/models", (ModelShelf shelf) => new ModelsAnswer([.. shelf.Models.Select(Described)]))
            .WithSummary("The networks.").Produces<ModelsAnswer>().Produces<OpenAIError>(StatusCodes.Status401Unauthorized);
        guarded.MapGet("/v1/models/{name}", (string name, ModelShelf shelf) => shelf.TryFind(name, out ServedModel? model, out string? problem)
                ? Results.Ok(Described(model))
                : OpenAIError.Of(StatusCodes.Status404NotFound, $"model {problem}", "model"))
            .WithSummary("A network.").Produces<ModelsAnswer.Model>()
            .Produces<OpenAIError>(StatusCodes.Status401Unauthorized).Produces<OpenAIError>(StatusCodes.Status404NotFound);
        guarded.MapPost("/v1/images/generations", GenerateAsync)
            .WithSummary("Generates images, and waits for them.")
            .RequireRateLimiting(WorkLimit.Policy)
            .Accepts<ImagesBody>("application/json")
            .Produces<ImagesAnswer>()
            .Produces<OpenAIError>(StatusCodes.Status400BadRequest)
            .Produces<OpenAIError>(StatusCodes.Status401Unauthorized)
            .Produces<OpenAIError>(StatusCodes.Status404NotFound)
            .Produces<OpenAIError>(StatusCodes.Status413PayloadTooLarge)
            .Produces<OpenAIError>(StatusCodes.Status415UnsupportedMediaType)
            .Produces<OpenAIError>(StatusCodes.Status429TooManyRequests)
            .Produces<OpenAIError>(StatusCodes.Status500InternalServerError)
            .Produces<OpenAIError>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> GenerateAsync(HttpContext context, ImagesReader reader, JobDesk desk, JobBoard board)
    {
        if (!context.Request.HasJsonContentType())
        {
            return Refusal.Of(StatusCodes.Status415UnsupportedMediaType, "Expected a body of type application/json.");
        }
        ImagesRequest request = await reader.ReadAsync(context.Request.Body, context.RequestAborted);
        if (request.Images is null)
        {
            return request.IsModelUnknown
                ? OpenAIError.Of(StatusCodes.Status404NotFound, request.Errors["model"][0], "model")
                : Refusal.Of(request.Errors);
        }
        (Job? job, Refusal? refusal) = desk.Add(request.Images, context);
        if (job is null)
        {
            return refusal!;
        }
        try
        {
            await job.Over.WaitAsync(context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            board.Cancel(job.Id);
            return Results.Empty;
        }
        return job.State switch
        {
            JobState.Finished => Results.Ok(Answer(job, request.InBase64, context.Request)),
            JobState.Failed => Refusal.Of(StatusCodes.Status500InternalServerError, job.Error ?? "Generation failed."),
            _ => Refusal.Of(StatusCodes.Status503ServiceUnavailable, "The job was canceled."),
        };
    }

    private static ImagesAnswer Answer(Job job, bool inBase64, HttpRequest request) => new(
        DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
        [.. job.Images.Select((png, i) => inBase64
            ? new ImagesAnswer.Image(Base64: Convert.ToBase64String(png))
            : new ImagesAnswer.Image(Url: $"{request.Scheme}://{request.Host}{request.PathBase}/jobs/{job.Id}/images/{i}.png"))]);

    private static ModelsAnswer.Model Described(ServedModel model) =>
        new(model.Name, new DateTimeOffset(File.GetLastWriteTimeUtc(model.Path)).ToUnixTimeSeconds());
}
