namespace CausalFusion.Samples.Service.OpenAI;

/// <summary>An error in OpenAI's form.</summary>
/// <param name="Error">What is wrong.</param>
internal sealed record OpenAIError(OpenAIError.Reason Error)
{
    /// <summary>Whether an address speaks OpenAI's language.</summary>
    public static bool IsFor(HttpContext context) => context.Request.Path.StartsWithSegments("/v1");

    /// <summary>An answer.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="field">The field that it is in; null for none.</param>
    public static IResult Of(int status, string message, string? field)
    {
        (string type, string? code) = (status, field) switch
        {
            (StatusCodes.Status401Unauthorized, _) => ("invalid_request_error", "invalid_api_key"),
            (StatusCodes.Status404NotFound, "model") => ("invalid_request_error", "model_not_found"),
            (StatusCodes.Status429TooManyRequests, _) => ("requests", "rate_limit_exceeded"),
            ( >= 500, _) => ("server_error", null),
            _ => ("invalid_request_error", (string?)null),
        };
        return Results.Json(new OpenAIError(new Reason(message, type, field, code)), statusCode: status);
    }

    /// <summary>What is wrong.</summary>
    /// <param name="Message">In words.</param>
    /// <param name="Type">The kind.</param>
    /// <param name="Param">The field that it is in.</param>
    /// <param name="Code">A word for programs.</param>
    internal sealed record Reason(string Message, string Type, string? Param, string? Code);
}
