using System.CommandLine;
using CausalFusion.Cli.Outputs;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Generation;
using CausalFusion.Models;

namespace CausalFusion.Cli.Settings;

/// <summary>The options that say how images are drawn, for <c>sample</c> and <c>edit</c>.</summary>
internal sealed class SamplingOptions
{
    private const string Own = " A pretrained network has a default of its own, as its card says.";

    private static readonly GenerationOptions _defaults = new();

    private readonly Option<int> _arSteps = Setting.Whole(
        "--ar-steps", _defaults.ArSteps, $"AR steps of equal size: 1 is diffusion alone, one per token autoregression alone.{Own}", "S");

    private readonly Option<ArSplitPolicy?> _split =
        Setting.Of<ArSplitPolicy>("--split", "The AR split instead of equal steps: equal:S, cosine:S or given:N+M+….", "SPLIT");

    private readonly Option<TokenOrder?> _order = Setting.Of<TokenOrder>(
        "--order", "The order of tokens: random, raster, block:SIDE, dilated:STRIDE or given:I,J,…. Default: random.", "ORDER");

    private readonly Option<SamplerMethod?> _sampler =
        Setting.Of<SamplerMethod>("--sampler", $"ddpm, ddpm:small, ddim, ddim:η or dpm++2m. Default: ddpm.{Own}", "SAMPLER");

    private readonly Option<int> _steps = Setting.Whole(
        "--steps", _defaults.DiffusionSteps, $"Diffusion steps in each AR step.{Own}", "T");

    private readonly Option<double> _guidance =
        Setting.Default("--guidance", _defaults.GuidanceScale, $"The scale of classifier-free guidance; 1 is none.{Own}", "G");

    private readonly Option<GuidanceInterval?> _interval = Setting.Of<GuidanceInterval>(
        "--guidance-interval", "Where on the noise axis guidance applies: t:FIRST..LAST (timesteps) or sigma:LOWEST..HIGHEST. Default: everywhere.",
        "INTERVAL");

    private readonly Option<GuidanceRamp> _ramp =
        Setting.Choice("--guidance-ramp", _defaults.GuidanceRamp, "How guidance rises along the AR axis: constant, linear or cosine.", "RAMP");

    private readonly Option<double> _temperature =
        Setting.Default("--temperature", _defaults.Temperature, "The factor of the noise that the sampler adds; dpm++2m and ddim add none.", "X");

    private readonly Option<int> _batchSize =
        Setting.Whole("--batch-size", _defaults.BatchSize, "Most images that are drawn at once; they do not depend on it.", "N");

    private readonly Option<ComputePrecision> _precision = Setting.Choice(
        "--precision", _defaults.Precision, "The number type that the network computes in: full or bfloat16.", "TYPE");

    private readonly Option<ulong> _seed = Setting.Whole("--seed", 0UL, "The seed of the first image; the others have those that follow.", "SEED");

    private readonly Option<string?> _noise = new("--noise")
    {
        Description = "Draw from the noise in a safetensors file instead of seeds: initial (N, M, P), what tokens start from; noise (T, N, M, P), "
            + "what the sampler adds, the noisiest step "
            + "first; ids_shuffle (N, M), int64, the order of tokens. N images, M tokens to generate, P values of a token, T diffusion steps.",
        HelpName = "FILE",
    };

    /// <summary>The options by the names that they have in <see cref="GenerationOptions"/>.</summary>
    public OptionNames Names =>
        new(All.Select(pair => (pair.Property, pair.Option.Name)).Append((nameof(GenerationOptions.Negative), SubjectFlags.NegativeName)));

    private (string Property, Option Option)[] All =>
    [
        (nameof(GenerationOptions.ArSteps), _arSteps),
        (nameof(GenerationOptions.Split), _split),
        (nameof(GenerationOptions.Order), _order),
        (nameof(GenerationOptions.Sampler), _sampler),
        (nameof(GenerationOptions.DiffusionSteps), _steps),
        (nameof(GenerationOptions.GuidanceScale), _guidance),
        (nameof(GenerationOptions.GuidanceInterval), _interval),
        (nameof(GenerationOptions.GuidanceRamp), _ramp),
        (nameof(GenerationOptions.Temperature), _temperature),
        (nameof(GenerationOptions.BatchSize), _batchSize),
        (nameof(GenerationOptions.Precision), _precision),
    ];

    public void AddTo(Command command)
    {
        foreach (Option option in All.Select(pair => pair.Option).Concat([_seed, _noise]))
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The options of the command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="basis">What holds where it says nothing; the options' own defaults where null.</param>
    public GenerationOptions Of(ParseResult parsed, GenerationOptions? basis = null)
    {
        basis ??= _defaults;
        return basis with
        {
            ArSteps = Given(_arSteps, basis.ArSteps),
            Split = parsed.GetValue(_split) ?? (HasArSteps(parsed) ? null : basis.Split),
            Order = parsed.GetValue(_order) ?? basis.Order,
            Sampler = parsed.GetValue(_sampler) ?? basis.Sampler,
            DiffusionSteps = Given(_steps, basis.DiffusionSteps),
            GuidanceScale = Given(_guidance, basis.GuidanceScale),
            GuidanceInterval = parsed.GetValue(_interval) ?? basis.GuidanceInterval,
            GuidanceRamp = Given(_ramp, basis.GuidanceRamp),
            Temperature = Given(_temperature, basis.Temperature),
            BatchSize = Given(_batchSize, basis.BatchSize),
            Precision = Given(_precision, basis.Precision),
        };

        T Given<T>(Option<T> option, T otherwise) => parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option)! : otherwise;
    }

    /// <summary>Whether the command line says the number of AR steps.</summary>
    public bool HasArSteps(ParseResult parsed) => parsed.GetResult(_arSteps) is { Implicit: false };

    /// <summary>Notes what is read.</summary>
    public OutputCheck Check(ParseResult parsed, OutputCheck outputs) => outputs.Reads(_noise.Name, parsed.GetValue(_noise));

    public ulong SeedOf(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>The noise that was given; null if images are drawn from seeds. The caller disposes it.</summary>
    public NoiseFile? OpenNoise(ParseResult parsed) =>
        parsed.GetValue(_noise) is { } path ? InputException.Guard(path, () => NoiseFile.Open(path)) : null;
}
