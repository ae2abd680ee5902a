using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using CausalFusion.Randomness;
using CausalFusion.Settings;

namespace CausalFusion.Factorization;

/// <summary>How images are cut into AR steps, in training or when generating: a setting, with a short text form.</summary>
/// <remarks>
/// As text: <c>random:0.9</c> (γ), <c>equal:4</c>, <c>cosine:4</c> and <c>given:1+3+12</c>. Immutable; two are equal if they split alike.
/// </remarks>
[JsonConverter(typeof(TextJsonConverter<ArSplitPolicy>))]
public sealed class ArSplitPolicy : TextSetting<ArSplitPolicy>, IParsable<ArSplitPolicy>
{
    private readonly Func<int, ArSplit>? _fixed;
    private readonly int _minimumTokens;
    private readonly int? _tokens;

    private ArSplitPolicy(string text, double? decay, Func<int, ArSplit>? @fixed, int minimumTokens, int? tokens = null) : base(text)
    {
        Decay = decay;
        _fixed = @fixed;
        _minimumTokens = minimumTokens;
        _tokens = tokens;
    }

    /// <summary>γ of a random split; null where the split is fixed.</summary>
    public double? Decay { get; }

    /// <summary>Whether every draw is another split.</summary>
    public bool IsRandom => _fixed is null;

    /// <summary>P(S = i) ∝ γ^(i−1), then uniformly drawn cut points (see <see cref="ArSplitSampler"/>): how the paper trains.</summary>
    /// <param name="decay">γ in [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">γ is out of its range.</exception>
    public static ArSplitPolicy Random(double decay)
    {
        if (!(decay is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(decay), decay, "The AR decay must lie in [0, 1].");
        }
        return new ArSplitPolicy(string.Create(CultureInfo.InvariantCulture, $"random:{decay:r}"), decay, null, 1);
    }

    /// <summary>Steps of equal size, see <see cref="ArSplit.Equal"/>.</summary>
    /// <param name="steps">Number S of AR steps, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no step.</exception>
    public static ArSplitPolicy Equal(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        return new ArSplitPolicy(string.Create(CultureInfo.InvariantCulture, $"equal:{steps}"), null, tokens => ArSplit.Equal(tokens, steps), steps);
    }

    /// <summary>Steps that grow along a cosine, see <see cref="ArSplit.Cosine"/>.</summary>
    /// <param name="steps">Number S of AR steps, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no step.</exception>
    public static ArSplitPolicy Cosine(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        return new ArSplitPolicy(
            string.Create(CultureInfo.InvariantCulture, $"cosine:{steps}"), null, tokens => ArSplit.Cosine(tokens, steps), steps);
    }

    /// <summary>One given split.</summary>
    /// <param name="split">The split.</param>
    public static ArSplitPolicy Given(ArSplit split)
    {
        ArgumentNullException.ThrowIfNull(split);
        return new ArSplitPolicy("given:" + split, null, _ => split, split.Tokens, split.Tokens);
    }

    /// <summary>Steps of the given sizes.</summary>
    /// <param name="sizes">Tokens of each step, each at least 1.</param>
    /// <exception cref="ArgumentException">There is no step, or a step without tokens.</exception>
    public static ArSplitPolicy Given(ReadOnlySpan<int> sizes) => Given(ArSplit.FromSizes(sizes));

    /// <summary>One given split.</summary>
    public static implicit operator ArSplitPolicy?(ArSplit? split) => split is null ? null : Given(split);

    /// <summary>Checks that the policy can split a number of tokens.</summary>
    /// <param name="tokens">Number of tokens.</param>
    /// <exception cref="ArgumentException">There are fewer tokens than steps, or the given sizes have another sum.</exception>
    public void Validate(int tokens)
    {
        if (_tokens is { } sum && sum != tokens)
        {
            throw new ArgumentException($"The AR split must have {tokens} tokens; found {sum} ({this}).");
        }
        if (_minimumTokens > tokens)
        {
            throw new ArgumentException($"The AR split {this} has {_minimumTokens} steps; there are only {tokens} tokens.");
        }
    }

    /// <summary>The split of a number of tokens, drawn where it is random.</summary>
    /// <param name="random">Randomness; not read where the split is fixed.</param>
    /// <param name="tokens">Number of tokens, at least 1.</param>
    /// <exception cref="ArgumentException">The policy cannot split that many tokens.</exception>
    public ArSplit Sample(RandomStream random, int tokens)
    {
        ArgumentNullException.ThrowIfNull(random);
        Validate(tokens);
        return _fixed is null ? new ArSplitSampler(tokens, Decay!.Value).Sample(random) : _fixed(tokens);
    }

    /// <summary>The split of a number of tokens, where nothing is drawn.</summary>
    /// <param name="tokens">Number of tokens, at least 1.</param>
    /// <exception cref="ArgumentException">The policy cannot split that many tokens.</exception>
    /// <exception cref="InvalidOperationException">The policy is random.</exception>
    public ArSplit Resolve(int tokens)
    {
        Validate(tokens);
        return _fixed is null ? throw new InvalidOperationException($"The AR split {this} is drawn; a fixed one is needed.") : _fixed(tokens);
    }

    /// <summary>Reads the text form.</summary>
    /// <param name="s">One of the texts above; case does not matter.</param>
    /// <param name="provider">Not used: numbers are invariant.</param>
    /// <exception cref="FormatException">The text is no policy.</exception>
    public static ArSplitPolicy Parse(string s, IFormatProvider? provider = null) =>
        Read(s, "an AR split, random:γ, equal:S, cosine:S or given:N+M+…", (name, value) => (name, value) switch
        {
            ("random", not null) => Random(Number(value)),
            ("equal", not null) => Equal(Integer(value)),
            ("cosine", not null) => Cosine(Integer(value)),
            ("given", not null) => Given([.. value.Split('+', ',').Select(Integer)]),
            _ => null,
        });

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out ArSplitPolicy result) =>
        TryRead(s, out result);
}
