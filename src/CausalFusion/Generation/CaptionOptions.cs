using CausalFusion.Models;

namespace CausalFusion.Generation;

/// <summary>How captions are written.</summary>
public sealed record CaptionOptions
{
    /// <summary>How tokens are chosen. Default the likeliest each time.</summary>
    public CaptionDecoding Decoding { get; init; } = CaptionDecoding.Greedy;

    /// <summary>The most tokens of a caption, its beginning included; null, the default, is what the network can write.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>What logits are divided by before a token is drawn: below 1 likely tokens are likelier. Default 1. For sampling.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Among how many of the likeliest tokens is drawn; null, the default, among all. For sampling.</summary>
    public int? TopK { get; init; }

    /// <summary>
    /// Among how many is drawn: the likeliest whose probabilities, after <see cref="Temperature"/> and <see cref="TopK"/>, come to this together.
    /// Default 1, all. For sampling.
    /// </summary>
    public double TopP { get; init; } = 1;

    /// <summary>How many captions are written side by side in a beam search. Default 4.</summary>
    public int Beams { get; init; } = 4;

    /// <summary>
    /// The power of a caption's length, in tokens, that its log-probability is divided by where captions of a beam search are compared: 0 prefers
    /// short ones. Default 1.
    /// </summary>
    public double LengthPenalty { get; init; } = 1;

    /// <summary>Most images that are captioned at once; the captions do not depend on it. Default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The number type that the network computes in. Default <see cref="ComputePrecision.Full"/>.</summary>
    public ComputePrecision Precision { get; init; } = ComputePrecision.Full;

    /// <summary>Checks the options against a network.</summary>
    /// <param name="config">The network's configuration.</param>
    /// <exception cref="ArgumentException">An option is out of range, or belongs to another way of choosing tokens.</exception>
    public void Validate(ImageModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        Require(Enum.IsDefined(Decoding), nameof(Decoding), $"one of {string.Join(", ", Enum.GetNames<CaptionDecoding>())}", Decoding);
        int most = config.Text?.MaxTokens ?? 1;
        Require(MaxTokens is null || (MaxTokens >= 1 && MaxTokens <= most), nameof(MaxTokens), $"in 1…{most}", MaxTokens);
        Require(Temperature > 0 && double.IsFinite(Temperature), nameof(Temperature), "positive", Temperature);
        Require(TopK is null or >= 1, nameof(TopK), "at least 1", TopK);
        Require(TopP is > 0 and <= 1, nameof(TopP), "in (0, 1]", TopP);
        Require(Beams is >= 1 and <= MostBeams, nameof(Beams), $"in 1…{MostBeams}", Beams);
        Require(LengthPenalty >= 0 && double.IsFinite(LengthPenalty), nameof(LengthPenalty), "at least 0", LengthPenalty);
        Require(BatchSize >= 1, nameof(BatchSize), "at least 1", BatchSize);
        Require(Enum.IsDefined(Precision), nameof(Precision), $"one of {string.Join(", ", Enum.GetNames<ComputePrecision>())}", Precision);
        var defaults = new CaptionOptions();
        if (Decoding != CaptionDecoding.Sampling)
        {
            Refuse(Temperature != defaults.Temperature, nameof(Temperature), CaptionDecoding.Sampling, Temperature);
            Refuse(TopK != defaults.TopK, nameof(TopK), CaptionDecoding.Sampling, TopK);
            Refuse(TopP != defaults.TopP, nameof(TopP), CaptionDecoding.Sampling, TopP);
        }
        if (Decoding != CaptionDecoding.BeamSearch)
        {
            Refuse(Beams != defaults.Beams, nameof(Beams), CaptionDecoding.BeamSearch, Beams);
            Refuse(LengthPenalty != defaults.LengthPenalty, nameof(LengthPenalty), CaptionDecoding.BeamSearch, LengthPenalty);
        }

        void Refuse(bool differs, string name, CaptionDecoding use, object? found) =>
            Require(!differs, name, $"left out with {Decoding}, as it is for {use}", found);

        static void Require(bool holds, string name, string expected, object? found)
        {
            if (!holds)
            {
                throw new ArgumentException($"{name} must be {expected}; found {found}.");
            }
        }
    }

    private const int MostBeams = 64;
}
