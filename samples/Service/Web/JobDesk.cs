using System.Globalization;
using CausalFusion.Samples.Service.Jobs;
using CausalFusion.Samples.Service.Requests;

namespace CausalFusion.Samples.Service.Web;

/// <summary>Where jobs are handed in.</summary>
internal sealed class JobDesk(JobBoard board, ServiceHealth health, ServiceOptions options)
{
    /// <summary>Hands in what was asked for.</summary>
    /// <returns>The job, or why there is none.</returns>
    public (Job? Job, Refusal? Refusal) Add(ImageRequest request, HttpContext context)
    {
        if (!health.IsReady)
        {
            return (null, Later(context, StatusCodes.Status503ServiceUnavailable, $"The service is {health.Status}."));
        }
        var job = new Job(request, ClientAddress.Of(context));
        return board.Add(job) switch
        {
            Admission.Accepted => (job, null),
            Admission.QueueFull => (null, Later(context, StatusCodes.Status429TooManyRequests, "As many jobs wait as may.")),
            Admission.ClientFull => (null, Later(
                context, StatusCodes.Status429TooManyRequests, $"A client may have {options.MaximumClientJobs} jobs that are not over.")),
            _ => (null, Later(context, StatusCodes.Status503ServiceUnavailable, "The service is stopping.")),
        };
    }

    /// <summary>A refusal for now. A place is free when the batch in progress is done, which takes about as long as the one before.</summary>
    public Refusal Later(HttpContext context, int status, string reason)
    {
        int seconds = Math.Max(1, (int)Math.Ceiling(board.LastBatch.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Refusal.Of(status, reason);
    }
}
