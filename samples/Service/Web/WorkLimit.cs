using System.Globalization;
using System.Threading.RateLimiting;

namespace CausalFusion.Samples.Service.Web;

/// <summary>How often a client may ask for work.</summary>
internal static class WorkLimit
{
    /// <summary>The name of the policy of addresses that make the service work.</summary>
    public const string Policy = "work";

    public static IServiceCollection AddWorkLimit(this IServiceCollection services, ServiceOptions options) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        var bucket = new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.RequestsPerMinute,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / options.RequestsPerMinute,
            QueueLimit = 0,
        };
        limiter.AddPolicy(Policy, context => RateLimitPartition.GetTokenBucketLimiter(ClientAddress.Of(context), _ => bucket));
        limiter.OnRejected = async (rejected, cancellationToken) =>
        {
            TimeSpan wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan told) ? told : TimeSpan.FromSeconds(1);
            rejected.HttpContext.Response.Headers.RetryAfter =
                Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            await Refusal.Of(
                StatusCodes.Status429TooManyRequests, $"A client may ask {options.RequestsPerMinute} times a minute for work; come back later.")
                .ExecuteAsync(rejected.HttpContext);
        };
    });
}
