using CausalFusion.Diffusion;
using CausalFusion.Factorization;

namespace CausalFusion.Generation;

/// <summary>How images are sampled (FACTS.md §5): the place on the plane of AR steps × diffusion steps, guidance and temperature.</summary>
public sealed record GenerationOptions
{
    /// <summary>Number of AR steps of equal size: 1 is pure diffusion, one per token pure autoregression. Default 1.</summary>
    public int ArSteps { get; init; } = 1;

    /// <summary>The AR split to use instead of <see cref="ArSteps"/> equal steps; null by default.</summary>
    public ArSplit? Split { get; init; }

    /// <summary>The order in which tokens are generated. Default random, as in training.</summary>
    public TokenOrder Order { get; init; } = TokenOrder.Random;

    /// <summary>The sampler that walks down the noise schedule. Default ancestral sampling with the fixed-large variance (DDPM).</summary>
    public SamplerMethod Sampler { get; init; } = SamplerMethod.Ddpm;

    /// <summary>Number of diffusion steps in each AR step, 1 to the schedule's timesteps. Default 250.</summary>
    public int DiffusionSteps { get; init; } = 250;

    /// <summary>The scale g of classifier-free guidance; 1 is none, and then no unconditional half is computed. Default 1.</summary>
    public double GuidanceScale { get; init; } = 1;

    /// <summary>The factor of every noise that the sampler adds, not of the noise that an AR step starts from. Default 1.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Most images that are generated at once; the images do not depend on it. Default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Checks the options against a network and its noise schedule.</summary>
    /// <param name="tokens">The number of the network's image tokens.</param>
    /// <param name="timesteps">The number of the schedule's timesteps.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public void Validate(int tokens, int timesteps)
    {
        if (Split is null && (ArSteps < 1 || ArSteps > tokens))
        {
            throw new ArgumentException($"ArSteps must lie in 1…{tokens}, the number of tokens; found {ArSteps}.");
        }
        if (Split is not null && Split.Tokens != tokens)
        {
            throw new ArgumentException($"Split must have {tokens} tokens; found {Split.Tokens} ({Split}).");
        }
        if (DiffusionSteps < 1 || DiffusionSteps > timesteps)
        {
            throw new ArgumentException($"DiffusionSteps must lie in 1…{timesteps}; found {DiffusionSteps}.");
        }
        if (!double.IsFinite(GuidanceScale) || GuidanceScale < 0)
        {
            throw new ArgumentException($"GuidanceScale must be finite and not negative; found {GuidanceScale}.");
        }
        if (!double.IsFinite(Temperature) || Temperature < 0)
        {
            throw new ArgumentException($"Temperature must be finite and not negative; found {Temperature}.");
        }
        if (BatchSize < 1)
        {
            throw new ArgumentException($"BatchSize must be at least 1; found {BatchSize}.");
        }
    }
}
