using System.Text.Json.Serialization;
using CausalFusion.Conditions;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Models;

namespace CausalFusion.Generation;

/// <summary>How images are sampled (paper, §3): the place on the plane of AR steps × diffusion steps, guidance and temperature.</summary>
public sealed record GenerationOptions
{
    /// <summary>Number of AR steps of equal size: 1 is pure diffusion, one per token pure autoregression. Default 1.</summary>
    public int ArSteps { get; init; } = 1;

    /// <summary>
    /// How to split instead of into <see cref="ArSteps"/> equal steps: any fixed policy, whatever the training's was; null by default.
    /// </summary>
    public ArSplitPolicy? Split { get; init; }

    /// <summary>The order in which tokens are generated, whatever the training's was. Default random.</summary>
    public TokenOrder Order { get; init; } = TokenOrder.Random;

    /// <summary>The sampler that walks down the noise schedule. Default ancestral sampling with the fixed-large variance (DDPM).</summary>
    public SamplerMethod Sampler { get; init; } = SamplerMethod.Ddpm;

    /// <summary>Number of diffusion steps in each AR step, 1 to the schedule's timesteps. Default 250.</summary>
    public int DiffusionSteps { get; init; } = 250;

    /// <summary>The scale g of classifier-free guidance; 1 is none, and then no unconditional half is computed. Default 1.</summary>
    public double GuidanceScale { get; init; } = 1;

    /// <summary>
    /// What guidance leads away from: a negative prompt, or a class. <see cref="Condition.None"/>, the default, is nothing in particular. It has an
    /// effect only where there is guidance.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Condition Negative { get; init; }

    /// <summary>
    /// How many of the first channels guidance covers, at least 1; the others, and a learned variance, are then the conditional prediction. For
    /// networks that can (<see cref="ModelCapabilities.CanGuideChannels"/>), such as DiT, whose published code guides 3 of 4. Null, the default, is
    /// the network's own way.
    /// </summary>
    public int? GuidedChannels { get; init; }

    /// <summary>How the guidance scale rises along the AR axis, up to <see cref="GuidanceScale"/> at the last AR step. Default constant.</summary>
    public GuidanceRamp GuidanceRamp { get; init; } = GuidanceRamp.Constant;

    /// <summary>
    /// The part of the noise axis in which guidance applies; outside it the conditional prediction is taken and no unconditional one is computed.
    /// Null, the default, is all of it.
    /// </summary>
    public GuidanceInterval? GuidanceInterval { get; init; }

    /// <summary>
    /// The factor of every noise that the sampler adds, not of the noise that an AR step starts from. Default 1; another one but 0 is refused with a
    /// sampler that adds none (<see cref="SamplerMethod.IsDeterministic"/>).
    /// </summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Most images that are generated at once; the images do not depend on it. Default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>
    /// The number type that the network computes in. In <see cref="ComputePrecision.BFloat16"/> images differ a little from those in float32 of the
    /// same seeds, as two float32 samplers' do; the sampler itself works in float32. Default <see cref="ComputePrecision.Full"/>.
    /// </summary>
    public ComputePrecision Precision { get; init; } = ComputePrecision.Full;

    /// <summary>Checks the options against a network and its noise schedule.</summary>
    /// <param name="config">The network's configuration.</param>
    /// <param name="schedule">The noise schedule that it was trained with.</param>
    /// <param name="tokens">
    /// The number of tokens to generate, where an editor keeps the others; 0 has no split to check. Null, the default, is all of an image.
    /// </param>
    /// <exception cref="ArgumentException">
    /// An option is out of range, or says what a network without an AR axis, as DiT is, cannot follow.
    /// </exception>
    public void Validate(ImageModelConfig config, NoiseSchedule schedule, int? tokens = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(schedule);
        int generated = tokens ?? config.Tokens;
        ArSplit? split = generated > 0 ? SplitOf(generated) : null;
        Validate(config.Grid, schedule.Timesteps);
        if (GuidedChannels is { } channels && (channels < 1 || !config.Capabilities.CanGuideChannels))
        {
            throw new ArgumentException(config.Capabilities.CanGuideChannels
                ? $"GuidedChannels must be at least 1, or null; found {channels}."
                : $"GuidedChannels must be null for a network of kind '{config.Kind}', which is guided in all channels; found {channels}.");
        }
        if (config.Capabilities.HasArAxis)
        {
            return;
        }
        if (split is { Steps: not 1 })
        {
            throw Refused(Split is null ? $"{nameof(ArSteps)} must be 1" : $"{nameof(Split)} must be null or of one AR step",
                Split is null ? $"{ArSteps}" : $"{Split}");
        }
        if (Order != TokenOrder.Random)
        {
            throw Refused($"{nameof(Order)} must be the default, {TokenOrder.Random},", $"{Order}");
        }
        if (GuidanceRamp != GuidanceRamp.Constant)
        {
            throw Refused($"{nameof(GuidanceRamp)} must be {GuidanceRamp.Constant}", $"{GuidanceRamp}");
        }

        ArgumentException Refused(string expected, string found) =>
            new($"{expected} for a network of kind '{config.Kind}', which has no AR axis and generates all tokens of an image at once; found "
                + $"{found}.");
    }

    /// <summary>The plan that the options make.</summary>
    /// <param name="schedule">The schedule that the network was trained with.</param>
    /// <param name="tokens">The number of tokens to generate, at least 1.</param>
    /// <exception cref="ArgumentException">The tokens cannot be split as the options say.</exception>
    internal GenerationPlan PlanFor(NoiseSchedule schedule, int tokens) => new()
    {
        Split = SplitOf(tokens),
        Schedule = schedule.Respace(DiffusionSteps),
        Sampler = Sampler,
        Temperature = Temperature,
        Guidance = new GuidancePlan(GuidanceScale, GuidanceRamp, GuidanceInterval),
        GuidedChannels = GuidedChannels,
        Negative = Negative,
    };

    private void Validate(TokenGrid grid, int timesteps)
    {
        Order.Validate(grid);
        if (DiffusionSteps < 1 || DiffusionSteps > timesteps)
        {
            throw new ArgumentException($"DiffusionSteps must lie in 1…{timesteps}; found {DiffusionSteps}.");
        }
        if (!double.IsFinite(GuidanceScale) || GuidanceScale < 0)
        {
            throw new ArgumentException($"GuidanceScale must be finite and not negative; found {GuidanceScale}.");
        }
        if (!Enum.IsDefined(GuidanceRamp))
        {
            throw new ArgumentException($"GuidanceRamp must be one of {string.Join(", ", Enum.GetNames<GuidanceRamp>())}; found {GuidanceRamp}.");
        }
        if (!double.IsFinite(Temperature) || Temperature < 0)
        {
            throw new ArgumentException($"Temperature must be finite and not negative; found {Temperature}.");
        }
        if (Negative != Condition.None && GuidanceScale == 1)
        {
            throw new ArgumentException($"Negative must be none where GuidanceScale is 1, which is no guidance; found {Negative}.");
        }
        if (Sampler.IsDeterministic && Temperature is not (0 or 1))
        {
            throw new ArgumentException(
                $"Temperature must be 1 with the sampler {Sampler}, which adds no noise that it could scale; found {Temperature}.");
        }
        if (!Enum.IsDefined(Precision))
        {
            throw new ArgumentException($"Precision must be one of {string.Join(", ", Enum.GetNames<ComputePrecision>())}; found {Precision}.");
        }
        if (BatchSize < 1)
        {
            throw new ArgumentException($"BatchSize must be at least 1; found {BatchSize}.");
        }
    }

    /// <summary>These options with no more AR steps than there are tokens: for a number of AR steps that was not meant for so few.</summary>
    /// <param name="tokens">The number of tokens to generate.</param>
    internal GenerationOptions FittedTo(int tokens) => this with { ArSteps = Math.Clamp(ArSteps, 1, Math.Max(1, tokens)) };

    /// <summary>The AR split of a number of tokens.</summary>
    /// <param name="tokens">The number of tokens to generate.</param>
    /// <exception cref="ArgumentException">They cannot be split so.</exception>
    private ArSplit SplitOf(int tokens)
    {
        if (Split is null && (ArSteps < 1 || ArSteps > tokens))
        {
            throw new ArgumentException($"ArSteps must lie in 1…{tokens}, the number of tokens; found {ArSteps}.");
        }
        if (Split is { IsRandom: true })
        {
            throw new ArgumentException($"Split must be fixed when images are generated; found {Split}.");
        }
        return Split is null ? ArSplit.Equal(tokens, ArSteps) : Split.Resolve(tokens);
    }
}
