using CausalFusion.Samples.Service.Jobs;
using CausalFusion.Samples.Service.Networks;
using CausalFusion.Samples.Service.Requests;

namespace CausalFusion.Samples.Service.Web;

/// <summary>The addresses of jobs, networks and health.</summary>
internal static class ServiceEndpoints
{
    /// <param name="app">What need no key.</param>
    /// <param name="guarded">What need it.</param>
    /// <param name="options">The settings.</param>
    public static void MapService(this IEndpointRouteBuilder app, RouteGroupBuilder guarded, ServiceOptions options)
    {
        guarded.MapGet("/models", (ModelShelf shelf) => shelf.Models.Select(model => ModelDescription.Of(model, options)))
            .WithSummary("The networks: what they can be asked for, and what it costs.").Produces<IEnumerable<ModelDescription>>().Refuses(401);
        guarded.MapPost("/generate", GenerateAsync)
            .WithSummary("Asks for images; the answer is a job.")
            .WithMetadata(new BodyLimit(BodyLimit.Small + (2L * (options.MaximumUpload + 3) / 3 * 4))) // a picture and a mask in base64
            .RequireRateLimiting(WorkLimit.Policy)
            .Accepts<GenerateBody>("application/json")
            .Produces<JobStatus>(StatusCodes.Status202Accepted)
            .ProducesValidationProblem()
            .Refuses(401, 413, 415, 429, 503);
        guarded.MapGet("/jobs/{id}", (string id, JobBoard board) => board.Find(id) is { } status ? Results.Ok(status) : NoJob(id))
            .WithSummary("Where a job is.").Produces<JobStatus>().Refuses(401, 404);
        guarded.MapDelete("/jobs/{id}", (string id, JobBoard board) => board.Cancel(id) is { } status ? Results.Ok(status) : NoJob(id))
            .WithSummary("Cancels a job.").Produces<JobStatus>().Refuses(401, 404);
        // Their names can't be guessed, and what shows them sends no key.
        app.MapGet("/jobs/{id}/images/{index:int}.png", Image)
            .WithSummary("An image of a job.").Produces<Stream>(contentType: "image/png").Refuses(404);
        app.MapGet("/jobs/{id}/partials/{index:int}.png", Partial)
            .WithSummary("An image of a job, as far as it is.").Produces<Stream>(contentType: "image/png")
            .Refuses(404);
        app.MapGet("/health", Health).WithSummary("Whether the service can work, and its queue.")
            .Produces<HealthAnswer>().Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
        app.MapGet("/health/live", () => new LiveAnswer(Live: true)).WithSummary("Whether the service lives.");
        app.MapGet("/health/ready", Health).WithSummary("Whether the service can work.")
            .Produces<HealthAnswer>().Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> GenerateAsync(HttpContext context, RequestReader reader, JobDesk desk, JobBoard board)
    {
        if (!context.Request.HasJsonContentType())
        {
            return Refusal.Of(StatusCodes.Status415UnsupportedMediaType, "Expected a body of type application/json.");
        }
        (ImageRequest? request, Dictionary<string, string[]> errors) = await reader.ReadAsync(context.Request.Body, context.RequestAborted);
        if (request is null)
        {
            return Refusal.Of(errors);
        }
        (Job? job, Refusal? refusal) = desk.Add(request, context);
        return job is null ? refusal! : Results.Accepted($"/jobs/{job.Id}", board.Find(job.Id));
    }

    private static IResult Image(string id, int index, HttpContext context, JobBoard board)
    {
        if (board.FindImage(id, index) is not { } png)
        {
            return NoImage(id, index);
        }
        // An image never changes.
        context.Response.Headers.CacheControl = "private, max-age=86400, immutable";
        return Results.Bytes(png, "image/png");
    }

    private static IResult Partial(string id, int index, HttpContext context, JobBoard board)
    {
        if (board.FindPartial(id, index) is not { } png)
        {
            return NoImage(id, index);
        }
        context.Response.Headers.CacheControl = "no-store";
        return Results.Bytes(png, "image/png");
    }

    private static IResult Health(ServiceHealth health, JobBoard board, ServiceOptions options)
    {
        (int waiting, int running) = board.Counts();
        return Results.Json(
            new HealthAnswer(Live: true, health.IsReady, health.Status, new HealthAnswer.Jobs(waiting, running, options.QueueLength)),
            statusCode: health.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static Refusal NoJob(string id) => Refusal.Of(StatusCodes.Status404NotFound, $"There is no job '{id}', or it was over long ago.");

    private static Refusal NoImage(string id, int index) =>
        Refusal.Of(StatusCodes.Status404NotFound, $"There is no image {index} of a job '{id}', or not yet.");
}
