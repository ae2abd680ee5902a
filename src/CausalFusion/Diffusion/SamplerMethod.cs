using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using CausalFusion.Settings;

namespace CausalFusion.Diffusion;

/// <summary>Which sampler walks down the noise schedule: a setting, with a short text form.</summary>
/// <remarks>
/// As text: <c>ddpm</c> (ancestral, fixed-large variance), <c>ddpm:small</c> (fixed-small), <c>ddim</c> (η = 0), <c>ddim:0.5</c> (another η) and
/// <c>dpm++2m</c>. Immutable; two are equal if they sample alike.
/// </remarks>
[JsonConverter(typeof(TextJsonConverter<SamplerMethod>))]
public sealed class SamplerMethod : TextSetting<SamplerMethod>, IParsable<SamplerMethod>
{
    private readonly Func<NoiseSchedule, double, DiffusionSampler> _begin;

    private SamplerMethod(string text, Func<NoiseSchedule, double, DiffusionSampler> begin, bool isDeterministic = false) : base(text)
    {
        _begin = begin;
        IsDeterministic = isDeterministic;
    }

    /// <summary>
    /// Whether it adds no noise on its way, so that there is none that a temperature could scale: DPM-Solver++, and DDIM with η = 0.
    /// </summary>
    public bool IsDeterministic { get; }

    /// <summary>Ancestral sampling with the fixed-large variance: the paper's.</summary>
    public static SamplerMethod Ddpm { get; } = new("ddpm", (schedule, temperature) => new DdpmSampler(schedule, temperature));

    /// <summary>Ancestral sampling with the fixed-small variance.</summary>
    public static SamplerMethod DdpmFixedSmall { get; } =
        new("ddpm:small", (schedule, temperature) => new DdpmSampler(schedule, temperature, DdpmVariance.FixedSmall));

    /// <summary>DPM-Solver++(2M): deterministic, and good with few steps.</summary>
    public static SamplerMethod DpmSolver { get; } = new("dpm++2m", (schedule, _) => new DpmSolverSampler(schedule), isDeterministic: true);

    /// <summary>DDIM.</summary>
    /// <param name="eta">η in [0, 1]; 0 is deterministic.</param>
    /// <exception cref="ArgumentOutOfRangeException">η is out of its range.</exception>
    public static SamplerMethod Ddim(double eta = 0)
    {
        if (!(eta is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(eta), eta, "DDIM's η must lie in [0, 1].");
        }
        string text = eta == 0 ? "ddim" : string.Create(CultureInfo.InvariantCulture, $"ddim:{eta:r}");
        return new SamplerMethod(text, (schedule, temperature) => new DdimSampler(schedule, eta, temperature), isDeterministic: eta == 0);
    }

    /// <summary>Begins a walk.</summary>
    /// <param name="schedule">The (respaced) schedule to walk down.</param>
    /// <param name="temperature">The factor of every noise that is added; a deterministic sampler adds none.</param>
    /// <returns>A sampler for one walk; the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is negative or not finite.</exception>
    internal DiffusionSampler Begin(NoiseSchedule schedule, double temperature = 1) => _begin(schedule, temperature);

    /// <summary>Reads the text form.</summary>
    /// <param name="s">One of the texts above; case does not matter.</param>
    /// <param name="provider">Not used: numbers are invariant.</param>
    /// <exception cref="FormatException">The text names no sampler.</exception>
    public static SamplerMethod Parse(string s, IFormatProvider? provider = null) =>
        Read(s, "a sampler, ddpm, ddpm:small, ddim, ddim:η with η in [0, 1] or dpm++2m", (name, value) => (name, value) switch
        {
            ("ddpm", null or "large") => Ddpm,
            ("ddpm", "small") => DdpmFixedSmall,
            ("dpm++2m", null) => DpmSolver,
            ("ddim", null) => Ddim(),
            ("ddim", not null) => Ddim(Number(value)),
            _ => null,
        });

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out SamplerMethod result) =>
        TryRead(s, out result);
}
