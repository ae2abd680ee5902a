using System.Security.Cryptography;
using System.Text;

namespace CausalFusion.Samples.Service.Web;

/// <summary>Lets pass who has the key, where there is one.</summary>
internal sealed class ApiKeyFilter(ServiceOptions options) : IEndpointFilter
{
    private const string Scheme = "Bearer ";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (string.IsNullOrEmpty(options.ApiKey) || IsKey($"{context.HttpContext.Request.Headers.Authorization}"))
        {
            return await next(context);
        }
        context.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
        return Refusal.Of(StatusCodes.Status401Unauthorized, "Expected the service's API key: Authorization: Bearer KEY.");
    }

    // In the same time whatever was sent.
    private bool IsKey(string header) => header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Hash(header[Scheme.Length..]), Hash(options.ApiKey!));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
