using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using CausalFusion.Settings;

namespace CausalFusion.Diffusion;

/// <summary>The part of the noise axis in which classifier-free guidance applies (paper, §6): a setting, with a short text form.</summary>
/// <remarks>As text: <c>t:100..800</c> (training timesteps) or <c>sigma:0.3..3</c> (noise levels). Both ends belong to it. Immutable.</remarks>
[JsonConverter(typeof(TextJsonConverter<GuidanceInterval>))]
public sealed class GuidanceInterval : TextSetting<GuidanceInterval>, IParsable<GuidanceInterval>
{
    private readonly bool _isNoiseLevel;
    private readonly double _first, _last;

    private GuidanceInterval(bool isNoiseLevel, double first, double last)
        : base(string.Create(CultureInfo.InvariantCulture, $"{(isNoiseLevel ? "sigma" : "t")}:{first:r}..{last:r}"))
    {
        _isNoiseLevel = isNoiseLevel;
        _first = first;
        _last = last;
    }

    /// <summary>The interval from one training timestep to another.</summary>
    /// <param name="first">The first timestep, at least 0: the end of less noise.</param>
    /// <param name="last">The last timestep, at least <paramref name="first"/>.</param>
    /// <exception cref="ArgumentException">The interval is empty or begins below 0.</exception>
    public static GuidanceInterval Timesteps(int first, int last) => first >= 0 && last >= first
        ? new GuidanceInterval(false, first, last)
        : throw new ArgumentException($"A guidance interval needs timesteps 0 ≤ first ≤ last; found {first} and {last}.");

    /// <summary>The interval from one noise level to another, σ = √((1 − ᾱ)/ᾱ).</summary>
    /// <param name="lowest">The lowest level, at least 0.</param>
    /// <param name="highest">The highest level, at least <paramref name="lowest"/>; it may be infinite.</param>
    /// <exception cref="ArgumentException">The interval is empty or begins below 0.</exception>
    public static GuidanceInterval NoiseLevels(double lowest, double highest) => lowest >= 0 && highest >= lowest
        ? new GuidanceInterval(true, lowest, highest)
        : throw new ArgumentException($"A guidance interval needs noise levels 0 ≤ lowest ≤ highest; found {lowest} and {highest}.");

    /// <summary>Whether a timestep of a schedule lies in the interval.</summary>
    /// <param name="schedule">The (respaced) schedule.</param>
    /// <param name="index">Index into it.</param>
    public bool Contains(NoiseSchedule schedule, int index)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        double place = _isNoiseLevel ? schedule.ReciprocalNoiseScale(index) : schedule.TimestepMap[index];
        return place >= _first && place <= _last;
    }

    /// <summary>Reads the text form.</summary>
    /// <param name="s">One of the texts above.</param>
    /// <param name="provider">Not used: numbers are invariant.</param>
    /// <exception cref="FormatException">The text is no interval.</exception>
    public static GuidanceInterval Parse(string s, IFormatProvider? provider = null) =>
        Read(s, "a guidance interval, t:FIRST..LAST or sigma:LOWEST..HIGHEST", (name, value) => (name, value?.Split("..")) switch
        {
            ("t", [var first, var last]) => Timesteps(Integer(first), Integer(last)),
            ("sigma", [var lowest, var highest]) => NoiseLevels(Number(lowest), Number(highest)),
            _ => null,
        });

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out GuidanceInterval result) =>
        TryRead(s, out result);
}
