using CausalFusion.Samples.Service.Pictures;

namespace CausalFusion.Samples.Service.Jobs;

/// <summary>What GET /jobs/{id} tells.</summary>
/// <param name="Id">The job's name.</param>
/// <param name="State">Where it is.</param>
/// <param name="Progress">The part of its work that is done, 0 to 1.</param>
/// <param name="Ahead">How many jobs have their turn before it; null unless it waits.</param>
/// <param name="Model">The network.</param>
/// <param name="Class">The class asked for; null for no particular one.</param>
/// <param name="Prompt">The text asked for; null for none.</param>
/// <param name="Negative">What guidance leads away from; null for nothing in particular.</param>
/// <param name="Count">How many images.</param>
/// <param name="Seed">The seed of the first.</param>
/// <param name="ArSteps">AR steps.</param>
/// <param name="DiffusionSteps">Diffusion steps in each AR step.</param>
/// <param name="Sampler">The sampler.</param>
/// <param name="Order">The token order.</param>
/// <param name="Guidance">The guidance scale.</param>
/// <param name="Edited">Whether a part of a picture is kept.</param>
/// <param name="Images">The addresses of the images that are finished.</param>
/// <param name="Partials">The addresses of those in progress, as far as they are; another address each time they change.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record JobStatus(
    string Id, JobState State, double Progress, int? Ahead, string Model, string? Class, string? Prompt, string? Negative, int Count, ulong Seed,
    int ArSteps, int DiffusionSteps, string Sampler, string Order, double Guidance, bool Edited, IReadOnlyList<string> Images,
    IReadOnlyList<string> Partials, string? Error)
{
    /// <summary>The status of a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="ahead">How many jobs have their turn before it; null unless it waits.</param>
    public static JobStatus Of(Job job, int? ahead)
    {
        ImageParameters asked = job.Request.Parameters;
        return new JobStatus(
            job.Id, job.State, Math.Round(job.Progress, 4), ahead, asked.Model, asked.Class, asked.Prompt, asked.Negative, job.Count, asked.Seed,
            asked.ArSteps, asked.DiffusionSteps, asked.Sampler, asked.Order, asked.Guidance, asked.Edited,
            [.. job.Images.Select((_, i) => $"/jobs/{job.Id}/images/{i}.png")],
            [.. job.Partials.Select((_, i) => $"/jobs/{job.Id}/partials/{job.Images.Count + i}.png?version={job.PartialsVersion}")],
            job.Error);
    }
}
