namespace CausalFusion.Samples.Service;

/// <summary>What GET /jobs/{id} tells.</summary>
/// <param name="Id">The job's name.</param>
/// <param name="State">Where it is.</param>
/// <param name="Progress">The part of its work that is done, 0 to 1.</param>
/// <param name="Ahead">How many jobs wait before it; null unless it waits.</param>
/// <param name="Class">The class asked for; null for no particular one.</param>
/// <param name="Count">How many images.</param>
/// <param name="Seed">The seed of the first.</param>
/// <param name="ArSteps">AR steps.</param>
/// <param name="DiffusionSteps">Diffusion steps in each AR step.</param>
/// <param name="Guidance">The guidance scale.</param>
/// <param name="Images">The images' addresses, once they are there.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record JobStatus(
    string Id, JobState State, double Progress, int? Ahead, string? Class, int Count, ulong Seed, int ArSteps, int DiffusionSteps, double Guidance,
    IReadOnlyList<string> Images, string? Error);
