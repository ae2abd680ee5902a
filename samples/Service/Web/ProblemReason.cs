using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing.Patterns;

namespace CausalFusion.Samples.Service.Web;

/// <summary>What is wrong where the framework refuses a request before anything of this program sees it.</summary>
internal static class ProblemReason
{
    /// <summary>A sentence for a status; null where its own title says enough.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="exception">What was thrown, if anything was.</param>
    public static string? Of(HttpContext context, int status, Exception? exception) => (exception, status) switch
    {
        (BadHttpRequestException bad, _) => bad.Message,
        (_, StatusCodes.Status404NotFound) => $"There is nothing at {context.Request.Path}; /openapi/v1.json tells what there is.",
        (_, StatusCodes.Status405MethodNotAllowed) => $"{context.Request.Path} can't be asked by {context.Request.Method}.",
        (_, StatusCodes.Status415UnsupportedMediaType) =>
            $"Expected a body of type {string.Join(", ", Accepted(context))}; found {context.Request.ContentType ?? "none"}.",
        _ => null,
    };

    private static IEnumerable<string> Accepted(HttpContext context) => context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Where(endpoint => Address(endpoint.RoutePattern) == context.Request.Path.Value?.Trim('/'))
        .SelectMany(endpoint => endpoint.Metadata.GetOrderedMetadata<IAcceptsMetadata>())
        .SelectMany(accepts => accepts.ContentTypes);

    private static string? Address(RoutePattern pattern) => pattern.RawText?.Trim('/');
}
