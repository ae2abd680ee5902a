using CausalFusion.Samples.Service.OpenAI;
using Microsoft.AspNetCore.WebUtilities;

namespace CausalFusion.Samples.Service.Web;

/// <summary>Writes what the framework finds wrong beneath /v1 as OpenAI does.</summary>
internal sealed class OpenAIProblemWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => OpenAIError.IsFor(context.HttpContext);

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        int status = context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode;
        string reason = context.ProblemDetails.Detail ?? ProblemReason.Of(context.HttpContext, status, context.Exception)
            ?? $"{ReasonPhrases.GetReasonPhrase(status)}.";
        await OpenAIError.Of(status, reason, null).ExecuteAsync(context.HttpContext);
    }
}
