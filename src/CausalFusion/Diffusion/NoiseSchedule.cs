using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CausalFusion.Diffusion;

/// <summary>
/// A variance-preserving noise schedule and everything derived from its β, in double precision (paper, §3). A schedule for sampling is a
/// respaced one: a subset of the training timesteps, with β recomputed so that ᾱ agrees at them.
/// </summary>
public sealed class NoiseSchedule
{
    private const int MaxTimesteps = 1_000_000;

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly double[] _betas, _alphasCumprod, _alphasCumprodPrevious;
    private readonly int[] _timestepMap;
    private readonly Saved? _saved;

    private NoiseSchedule(double[] betas, int[] timestepMap, int trainingTimesteps, Saved? saved = null)
    {
        _saved = saved;
        _betas = betas;
        _timestepMap = timestepMap;
        TrainingTimesteps = trainingTimesteps;
        _alphasCumprod = new double[betas.Length];
        _alphasCumprodPrevious = new double[betas.Length];
        double product = 1;
        for (int i = 0; i < betas.Length; i++)
        {
            _alphasCumprodPrevious[i] = product;
            _alphasCumprod[i] = product *= 1 - betas[i];
        }
    }

    /// <summary>The schedule that the paper trains with: β linear from 1e-4 to 0.02 over 1,000 timesteps.</summary>
    public static NoiseSchedule Default { get; } = Linear();

    /// <summary>Number of timesteps of this schedule.</summary>
    public int Timesteps => _betas.Length;

    /// <summary>Number of timesteps of the schedule that the network was trained with.</summary>
    public int TrainingTimesteps { get; }

    /// <summary>β of each timestep.</summary>
    public ReadOnlySpan<double> Betas => _betas;

    /// <summary>ᾱ, the product of 1 − β up to and including each timestep.</summary>
    public ReadOnlySpan<double> AlphasCumprod => _alphasCumprod;

    /// <summary>The training timestep that each timestep of this schedule stands for: what the network is told.</summary>
    public ReadOnlySpan<int> TimestepMap => _timestepMap;

    /// <summary>A schedule with β in a straight line.</summary>
    /// <param name="timesteps">Number of timesteps, at least 1.</param>
    /// <param name="start">First β, in (0, 1).</param>
    /// <param name="end">Last β, in (0, 1).</param>
    public static NoiseSchedule Linear(int timesteps = 1000, double start = 1e-4, double end = 0.02)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timesteps, 1);
        double[] betas = new double[timesteps];
        for (int i = 0; i < timesteps; i++)
        {
            betas[i] = timesteps == 1 ? start : start + ((end - start) * i / (timesteps - 1));
        }
        return FromBetas(betas, new Saved { Linear = new Line(timesteps, start, end) });
    }

    /// <summary>A schedule with the given β.</summary>
    /// <param name="betas">One value in (0, 1] for each timestep.</param>
    /// <exception cref="ArgumentException">There is none, or one is out of range.</exception>
    public static NoiseSchedule FromBetas(ReadOnlySpan<double> betas) => FromBetas(betas, new Saved { Betas = betas.ToArray() });

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">A JSON object.</param>
    /// <exception cref="InvalidDataException">The text is no noise schedule.</exception>
    public static NoiseSchedule FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonSerializer.Deserialize<Saved>(json, _json) switch
            {
                { Linear: { Timesteps: >= 1 and <= MaxTimesteps } line, Betas: null } => RequireUsable(Linear(line.Timesteps, line.Start, line.End)),
                { Linear: null, Betas: { Length: <= MaxTimesteps } betas } => RequireUsable(FromBetas(betas)),
                _ => throw new JsonException($"expected 'linear' or 'betas', of 1 to {MaxTimesteps} timesteps."),
            };
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"The noise schedule cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// A network cannot have been trained with a schedule that leaves nothing of an image at a timestep but the last, or adds no noise at the first.
    /// </summary>
    private static NoiseSchedule RequireUsable(NoiseSchedule schedule)
    {
        ReadOnlySpan<double> left = schedule.AlphasCumprod;
        bool isUsable = left[0] < 1 && (left.Length == 1 || left[^2] > 0) && left[^1] >= 0;
        return isUsable
            ? schedule
            : throw new JsonException("expected noise at the first timestep, and something of the image left before the last.");
    }

    private static NoiseSchedule FromBetas(ReadOnlySpan<double> betas, Saved saved)
    {
        if (betas.IsEmpty)
        {
            throw new ArgumentException("A noise schedule needs at least one β; found none.", nameof(betas));
        }
        for (int i = 0; i < betas.Length; i++)
        {
            if (!(betas[i] is > 0 and <= 1))
            {
                throw new ArgumentException(
                    $"Every β must lie in (0, 1]; β[{i}] is {betas[i].ToString(CultureInfo.InvariantCulture)}.", nameof(betas));
            }
        }
        return new NoiseSchedule(betas.ToArray(), [.. Enumerable.Range(0, betas.Length)], betas.Length, saved);
    }

    /// <summary>
    /// This schedule as JSON, the form in which a model file holds it: a line (<c>linear</c>: timesteps, start, end), or the values (<c>betas</c>).
    /// </summary>
    /// <exception cref="InvalidOperationException">It is a respaced one: files say what a network was trained with.</exception>
    public string ToJson() => JsonSerializer.Serialize(
        _saved ?? throw new InvalidOperationException("A respaced noise schedule is for sampling and is not saved."), _json);

    /// <summary>A schedule of fewer timesteps, evenly spaced: round(i·(T−1)/(n−1)).</summary>
    /// <param name="timesteps">Number n of timesteps, 1 to <see cref="Timesteps"/>.</param>
    public NoiseSchedule Respace(int timesteps) => Respace([timesteps]);

    /// <summary>A schedule whose timesteps are spaced evenly within equal sections of this one.</summary>
    /// <param name="sectionCounts">Number of timesteps to take from each section, from the least noise to the most.</param>
    /// <exception cref="ArgumentException">A section is asked for more timesteps than it has, or for none.</exception>
    public NoiseSchedule Respace(ReadOnlySpan<int> sectionCounts)
    {
        if (sectionCounts.IsEmpty)
        {
            throw new ArgumentException("Respacing needs at least one section; found none.", nameof(sectionCounts));
        }
        int baseSize = Timesteps / sectionCounts.Length, larger = Timesteps % sectionCounts.Length, start = 0;
        var kept = new List<int>();
        for (int i = 0; i < sectionCounts.Length; i++)
        {
            int size = baseSize + (i < larger ? 1 : 0), count = sectionCounts[i];
            if (count < 1 || count > size)
            {
                throw new ArgumentException($"Section {i} has {size} timesteps; asked for {count}.", nameof(sectionCounts));
            }
            double stride = count == 1 ? 1 : (size - 1) / (double)(count - 1), position = 0;
            for (int j = 0; j < count; j++, position += stride)
            {
                kept.Add(start + (int)Math.Round(position, MidpointRounding.ToEven));
            }
            start += size;
        }
        return Keep(kept);
    }

    /// <summary>A schedule of exactly <paramref name="timesteps"/> timesteps at a whole stride from 0, as DDIM spaces them.</summary>
    /// <exception cref="ArgumentException">No whole stride gives that number.</exception>
    public NoiseSchedule RespaceByStride(int timesteps)
    {
        for (int stride = 1; stride <= Timesteps; stride++)
        {
            if ((Timesteps + stride - 1) / stride == timesteps)
            {
                return Keep([.. Enumerable.Range(0, timesteps).Select(i => i * stride)]);
            }
        }
        throw new ArgumentException($"No whole stride over {Timesteps} timesteps gives {timesteps}.", nameof(timesteps));
    }

    /// <summary>√ᾱ: how much of the image is left at a timestep.</summary>
    public double SignalScale(int index) => Math.Sqrt(_alphasCumprod[index]);

    /// <summary>√(1 − ᾱ): how much noise there is at a timestep.</summary>
    public double NoiseScale(int index) => Math.Sqrt(1 - _alphasCumprod[index]);

    /// <summary>1/√ᾱ, the factor of x_t in x₀ = x_t/√ᾱ − ε·√(1/ᾱ − 1).</summary>
    public double ReciprocalSignalScale(int index) => Math.Sqrt(1 / _alphasCumprod[index]);

    /// <summary>√(1/ᾱ − 1), the factor of ε in the same.</summary>
    public double ReciprocalNoiseScale(int index) => Math.Sqrt((1 / _alphasCumprod[index]) - 1);

    /// <summary>ᾱ of the timestep before, 1 at the first.</summary>
    public double AlphaCumprodPrevious(int index) => _alphasCumprodPrevious[index];

    /// <summary>The variance of q(x_{t−1} | x_t, x₀).</summary>
    public double PosteriorVariance(int index) => _betas[index] * (1 - _alphasCumprodPrevious[index]) / (1 - _alphasCumprod[index]);

    /// <summary>The logarithm of <see cref="PosteriorVariance"/>, with the first one (which is 0) replaced by the second.</summary>
    public double PosteriorLogVariance(int index) => Math.Log(FirstReplaced(index));

    /// <summary>The factor of x₀ in the mean of q(x_{t−1} | x_t, x₀).</summary>
    public double PosteriorMeanOfStart(int index) => _betas[index] * Math.Sqrt(_alphasCumprodPrevious[index]) / (1 - _alphasCumprod[index]);

    /// <summary>The factor of x_t in the mean of q(x_{t−1} | x_t, x₀).</summary>
    public double PosteriorMeanOfCurrent(int index) =>
        (1 - _alphasCumprodPrevious[index]) * Math.Sqrt(1 - _betas[index]) / (1 - _alphasCumprod[index]);

    /// <summary>The <em>fixed-large</em> variance of ancestral sampling: β, and at the first timestep the posterior variance of the second.</summary>
    public double FixedLargeVariance(int index) => index == 0 ? FirstReplaced(0) : _betas[index];

    private double FirstReplaced(int index) => index > 0 ? PosteriorVariance(index) : Timesteps > 1 ? PosteriorVariance(1) : _betas[0];

    private NoiseSchedule Keep(List<int> kept)
    {
        double[] betas = new double[kept.Count];
        int[] map = new int[kept.Count];
        double previous = 1;
        for (int i = 0; i < kept.Count; i++)
        {
            betas[i] = 1 - (_alphasCumprod[kept[i]] / previous);
            previous = _alphasCumprod[kept[i]];
            map[i] = _timestepMap[kept[i]];
        }
        return new NoiseSchedule(betas, map, TrainingTimesteps);
    }

    private sealed record Line
    {
        public Line(int timesteps, double start, double end) => (Timesteps, Start, End) = (timesteps, start, end);

        [JsonConstructor]
        public Line()
        {
        }

        [JsonRequired]
        public int Timesteps { get; init; }

        [JsonRequired]
        public double Start { get; init; }

        [JsonRequired]
        public double End { get; init; }
    }

    private sealed record Saved
    {
        public Line? Linear { get; init; }

        public double[]? Betas { get; init; }
    }
}
