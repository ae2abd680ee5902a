using System.Security.Cryptography;
using System.Text;

namespace CausalFusion.Samples.Service.Web;

/// <summary>
/// Lets pass who has the key, where there is one; before anything is counted, so that nobody else can use up what its owner may ask for.
/// </summary>
internal sealed class ApiKeyGate(RequestDelegate next, ServiceOptions options)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        if (string.IsNullOrEmpty(options.ApiKey)
            || context.GetEndpoint()?.Metadata.GetMetadata<KeyNeeded>() is null
            || IsKey($"{context.Request.Headers.Authorization}"))
        {
            return next(context);
        }
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Refusal.Of(StatusCodes.Status401Unauthorized, "Expected the service's API key: Authorization: Bearer KEY.").ExecuteAsync(context);
    }

    // In the same time whatever was sent.
    private bool IsKey(string header) => header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Hash(header[Scheme.Length..]), Hash(options.ApiKey!));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
