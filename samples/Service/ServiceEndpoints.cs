using System.Globalization;

namespace CausalFusion.Samples.Service;

/// <summary>The addresses that the service answers at.</summary>
internal static class ServiceEndpoints
{
    public static void MapService(this WebApplication app)
    {
        app.MapGet("/model", Describe);
        app.MapPost("/generate", GenerateAsync);
        app.MapGet("/jobs/{id}", (string id, JobBoard board) => board.Find(id) is { } status ? Results.Ok(status) : NoJob(id));
        app.MapDelete("/jobs/{id}", (string id, JobBoard board) => board.Cancel(id) is { } status ? Results.Ok(status) : NoJob(id));
        app.MapGet("/jobs/{id}/images/{index:int}.png", Image);
        app.MapGet("/health", Health);
        app.MapGet("/health/live", () => Results.Ok(new { live = true }));
        app.MapGet("/health/ready", Health);
    }

    private static object Describe(ServiceModel model, ServiceOptions options) => new
    {
        classes = model.ClassNames,
        imageSize = model.Config.ImageSize,
        channels = model.Config.Channels,
        parameters = model.Config.ParameterCount,
        maximumArSteps = model.Config.Tokens,
        maximumDiffusionSteps = options.MaximumDiffusionSteps,
        maximumCount = options.MaximumCount,
    };

    private static async Task<IResult> GenerateAsync(HttpContext context, RequestReader reader, JobBoard board, ServiceHealth health)
    {
        if (!context.Request.HasJsonContentType())
        {
            return Results.Problem("Expected a body of type application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        }
        (Job? job, Dictionary<string, string[]> errors) = await reader.ReadAsync(context.Request.Body, context.RequestAborted);
        if (job is null)
        {
            return Results.ValidationProblem(errors);
        }
        if (!health.IsReady)
        {
            return Later(context, board, StatusCodes.Status503ServiceUnavailable, $"The service is {health.Status}.");
        }
        return board.TryAdd(job)
            ? Results.Accepted($"/jobs/{job.Id}", board.Find(job.Id))
            : Later(context, board, StatusCodes.Status429TooManyRequests, "As many jobs wait as may.");
    }

    // A place is free when the batch in progress is done, which takes about as long as the one before.
    private static IResult Later(HttpContext context, JobBoard board, int status, string reason)
    {
        int seconds = Math.Max(1, (int)Math.Ceiling(board.LastBatch.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Results.Problem(reason, statusCode: status);
    }

    private static IResult Image(string id, int index, HttpContext context, JobBoard board)
    {
        if (board.FindImage(id, index) is not { } png)
        {
            return Results.Problem($"There is no image {index} of a job '{id}', or not yet.", statusCode: StatusCodes.Status404NotFound);
        }
        // An image never changes.
        context.Response.Headers.CacheControl = "private, max-age=86400, immutable";
        return Results.Bytes(png, "image/png");
    }

    private static IResult Health(ServiceHealth health, JobBoard board, ServiceOptions options)
    {
        (int waiting, int running) = board.Counts();
        return Results.Json(
            new { live = true, ready = health.IsReady, status = health.Status, queue = new { waiting, running, capacity = options.QueueLength } },
            statusCode: health.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static IResult NoJob(string id) =>
        Results.Problem($"There is no job '{id}', or it was over long ago.", statusCode: StatusCodes.Status404NotFound);
}
