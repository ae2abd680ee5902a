namespace CausalFusion.Samples.Service.Requests;

/// <summary>What the fields of a request are called.</summary>
/// <param name="Count">How many images.</param>
/// <param name="Seed">The seed of the first.</param>
/// <param name="ArSteps">AR steps.</param>
/// <param name="DiffusionSteps">Diffusion steps in each of them.</param>
/// <param name="Guidance">The scale of guidance.</param>
/// <param name="Sampler">The sampler.</param>
/// <param name="Order">The order of the tokens.</param>
/// <param name="Negative">What guidance leads away from.</param>
/// <param name="TakesNumbers">Whether a class may be a number, and not only a text.</param>
internal sealed record RequestNames(
    string Count, string Seed, string ArSteps, string DiffusionSteps, string Guidance, string Sampler, string Order, string Negative,
    bool TakesNumbers)
{
    /// <summary>In this service's own requests.</summary>
    public static RequestNames Own { get; } =
        new("count", "seed", "arSteps", "diffusionSteps", "guidance", "sampler", "order", "negative", TakesNumbers: true);

    /// <summary>In requests as OpenAI has them; all but the first are of our own.</summary>
    public static RequestNames OpenAI { get; } =
        new("n", "seed", "ar_steps", "diffusion_steps", "guidance", "sampler", "order", "negative_prompt", TakesNumbers: false);
}
