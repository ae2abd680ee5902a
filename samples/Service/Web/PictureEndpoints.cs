using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.Samples.Service.Captions;
using CausalFusion.Samples.Service.Networks;
using CausalFusion.Samples.Service.Pictures;
using CausalFusion.Samples.Service.Requests;

namespace CausalFusion.Samples.Service.Web;

/// <summary>The addresses that pictures are sent to.</summary>
internal static class PictureEndpoints
{
    private const string AnyType = "application/octet-stream";

    public static void MapPictures(this RouteGroupBuilder guarded, ServiceOptions options)
    {
        guarded.MapPost("/caption", CaptionAsync)
            .WithSummary("Says what a picture shows; by the network that is named, or the first that writes text.")
            .WithMetadata(new BodyLimit(options.MaximumUpload))
            .RequireRateLimiting(WorkLimit.Policy)
            .Accepts<IFormFile>("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", AnyType)
            .Produces<CaptionAnswer>()
            .ProducesValidationProblem()
            .Refuses(401, 413, 415, 429, 503);
        guarded.MapPost("/parameters", ParametersAsync)
            .WithSummary("Reads what a PNG file says its image was asked for by.")
            .WithMetadata(new BodyLimit(options.MaximumUpload))
            .RequireRateLimiting(WorkLimit.Policy)
            .Accepts<IFormFile>("image/png", AnyType)
            .Produces<ParametersAnswer>()
            .ProducesValidationProblem()
            .Refuses(401, 413, 415, 429);
    }

    private static async Task<IResult> CaptionAsync(
        string? model, HttpContext context, ModelShelf shelf, PictureReader pictures, CaptionDesk desk, JobDesk jobs, ServiceHealth health)
    {
        ServedModel? writer = shelf.Models.FirstOrDefault(one => one.ReadsText);
        if (model is not null && !shelf.TryFind(model, out writer, out string? problem))
        {
            return Refused("model", problem);
        }
        if (writer is not { ReadsText: true })
        {
            return Refused("model", "must be one that writes text; "
                + (shelf.Models.Any(one => one.ReadsText)
                    ? $"there are {string.Join(", ", shelf.Models.Where(one => one.ReadsText).Select(one => $"'{one.Name}'"))}."
                    : "there is none."));
        }
        if (IsNoPicture(context) is { } refusal)
        {
            return refusal;
        }
        byte[] file = await BodyAsync(context);
        DecodedImage picture;
        try
        {
            picture = await pictures.ReadAsync(file, writer.Config.Shape, context.RequestAborted);
        }
        catch (InvalidDataException exception)
        {
            return Refused("body", $"is no picture that can be read: {exception.Message}");
        }
        Caption? caption = health.IsReady ? await desk.WriteAsync(writer, picture, context.RequestAborted) : null;
        return caption is null
            ? jobs.Later(context, StatusCodes.Status503ServiceUnavailable, $"The service is {health.Status}.")
            : Results.Ok(new CaptionAnswer(writer.Name, caption.Text, Math.Exp(caption.LogProbability)));
    }

    private static async Task<IResult> ParametersAsync(HttpContext context, RequestReader reader)
    {
        if (IsNoPicture(context) is { } refusal)
        {
            return refusal;
        }
        byte[] file = await BodyAsync(context);
        try
        {
            if (!PngText.IsPng(file) || PngText.Read(file, ImageParameters.Keyword) is not { } json)
            {
                return Results.Ok(new ParametersAnswer(null));
            }
            (ImageParameters? parameters, Dictionary<string, string[]> errors) = reader.ReadParameters(json);
            return parameters is null ? Refusal.Of(errors) : Results.Ok(new ParametersAnswer(parameters));
        }
        catch (InvalidDataException exception)
        {
            return Refused("body", $"is a PNG file that can't be read: {exception.Message}");
        }
    }

    // A type that a page of another origin can't send without asking first.
    private static Refusal? IsNoPicture(HttpContext context) =>
        context.Request.ContentType is { } type
        && (type.StartsWith("image/", StringComparison.OrdinalIgnoreCase) || type.StartsWith(AnyType, StringComparison.OrdinalIgnoreCase))
            ? null
            : Refusal.Of(StatusCodes.Status415UnsupportedMediaType, $"Expected a body of type image/… or {AnyType}.");

    private static async Task<byte[]> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream((int)Math.Min(context.Request.ContentLength ?? 0, 1 << 20));
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    private static Refusal Refused(string field, string problem) => Refusal.Of(new Dictionary<string, string[]> { [field] = [$"{field} {problem}"] });

    /// <summary>What a picture shows.</summary>
    /// <param name="Model">The network that says so.</param>
    /// <param name="Caption">The text.</param>
    /// <param name="Probability">How probable the network thinks that it writes just this.</param>
    internal sealed record CaptionAnswer(string Model, string Caption, double Probability);

    /// <summary>What a file says.</summary>
    /// <param name="Parameters">What its image was asked for by; null where it doesn't say.</param>
    internal sealed record ParametersAnswer(ImageParameters? Parameters);
}
