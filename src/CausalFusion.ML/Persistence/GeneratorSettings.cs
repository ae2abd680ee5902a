using System.Text.Json.Serialization;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Generation;
using CausalFusion.Models;

namespace CausalFusion.ML.Persistence;

/// <summary>An image generator's settings as a model file holds them.</summary>
/// <remarks>What may be absent has a setter: the JSON reader replaces an absent init-only property's default by zero.</remarks>
internal sealed record GeneratorSettings
{
    public required string OutputColumn { get; init; }

    public required string LabelColumn { get; init; }

    public string? SeedColumn { get; set; }

    public ulong Seed { get; set; }

    public string[]? ClassNames { get; set; }

    public int ArSteps { get; set; } = 1;

    public ArSplitPolicy? Split { get; set; }

    /// <summary>The sizes of a given split as earlier versions wrote them; no longer written.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int[]? SplitSizes { get; set; }

    public TokenOrder Order { get; set; } = TokenOrder.Random;

    public SamplerMethod Sampler { get; set; } = SamplerMethod.Ddpm;

    public int DiffusionSteps { get; set; } = 250;

    public double GuidanceScale { get; set; } = 1;

    [JsonConverter(typeof(JsonStringEnumConverter<GuidanceRamp>))]
    public GuidanceRamp GuidanceRamp { get; set; } = GuidanceRamp.Constant;

    public GuidanceInterval? GuidanceInterval { get; set; }

    public double Temperature { get; set; } = 1;

    public int BatchSize { get; set; } = 64;

    /// <summary>Checks the settings against a network.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or the network does not make images.</exception>
    public void Validate(CausalFusionConfig config)
    {
        ToGeneration().Validate(config.GridSize, NoiseSchedule.Default.Timesteps);
        if (config.Channels is not (1 or 3))
        {
            throw new ArgumentException($"Images have 1 or 3 channels; found a network for {config.Channels}.");
        }
    }

    /// <summary>The part of the settings that says how to sample.</summary>
    public GenerationOptions ToGeneration() => new()
    {
        ArSteps = ArSteps,
        Split = Split ?? (SplitSizes is null ? null : ArSplitPolicy.Given(SplitSizes)),
        Order = Order,
        Sampler = Sampler,
        DiffusionSteps = DiffusionSteps,
        GuidanceScale = GuidanceScale,
        GuidanceRamp = GuidanceRamp,
        GuidanceInterval = GuidanceInterval,
        Temperature = Temperature,
        BatchSize = BatchSize,
    };

    /// <summary>These settings with another part that says how to sample.</summary>
    public GeneratorSettings With(GenerationOptions generation) => this with
    {
        ArSteps = generation.ArSteps,
        Split = generation.Split,
        SplitSizes = null,
        Order = generation.Order,
        Sampler = generation.Sampler,
        DiffusionSteps = generation.DiffusionSteps,
        GuidanceScale = generation.GuidanceScale,
        GuidanceRamp = generation.GuidanceRamp,
        GuidanceInterval = generation.GuidanceInterval,
        Temperature = generation.Temperature,
        BatchSize = generation.BatchSize,
    };
}
