namespace CausalFusion.Samples.Service.Requests;

/// <summary>What the fields of a request are called.</summary>
internal sealed record RequestNames(
    string Count, string Seed, string ArSteps, string DiffusionSteps, string Guidance, string Sampler, string Order, string Negative)
{
    /// <summary>In this service's own requests.</summary>
    public static RequestNames Own { get; } = new("count", "seed", "arSteps", "diffusionSteps", "guidance", "sampler", "order", "negative");

    /// <summary>In requests as OpenAI has them; all but the first are of our own.</summary>
    public static RequestNames OpenAI { get; } =
        new("n", "seed", "ar_steps", "diffusion_steps", "guidance", "sampler", "order", "negative_prompt");
}
