using System.CommandLine;
using CausalFusion.Generation;
using CausalFusion.Models;

namespace CausalFusion.Cli.Settings;

/// <summary>The options that say how captions are written.</summary>
internal sealed class CaptioningOptions
{
    private static readonly CaptionOptions _defaults = new();

    private readonly Option<Decoding> _decoding = Setting.Choice(
        "--decoding", Decoding.Greedy,
        "How words are chosen: greedy, the likeliest each time; sampling, by their probability; beam, the likeliest of several captions.",
        "greedy|sampling|beam");

    private readonly Option<int?> _maxTokens =
        Setting.Whole("--max-tokens", "The most tokens of a caption, its beginning included. Default: what the network can write.");

    private readonly Option<double> _temperature =
        Setting.Default("--temperature", _defaults.Temperature, "Below 1 likely words are likelier. For sampling.", "X");

    private readonly Option<int?> _topK = Setting.Whole("--top-k", "Choose among so many of the likeliest tokens. Default: all. For sampling.");

    private readonly Option<double> _topP = Setting.Default(
        "--top-p", _defaults.TopP, "Choose among the likeliest tokens whose probabilities come to this together. For sampling.", "P");

    private readonly Option<int> _beams = Setting.Whole("--beams", _defaults.Beams, "Captions that are written side by side. For beam.", "N");

    private readonly Option<double> _lengthPenalty = Setting.Default(
        "--length-penalty", _defaults.LengthPenalty,
        "The power of the length that the log-probability is divided by: 0 prefers short ones. For beam.", "X");

    private readonly Option<int> _batchSize =
        Setting.Whole("--batch-size", _defaults.BatchSize, "Most images that are read and captioned at once; captions do not depend on it.", "N");

    private readonly Option<ComputePrecision> _precision = Setting.Choice(
        "--precision", _defaults.Precision, "The number type that the network computes in: full or bfloat16.", "TYPE");

    private readonly Option<string?> _beginning = new("--beginning") { Description = "How each caption begins.", HelpName = "TEXT" };

    private readonly Option<ulong> _seed = Setting.Whole("--seed", 0UL, "The seed of the first caption; the others have those that follow.", "SEED");

    private enum Decoding
    {
        Greedy,
        Sampling,
        Beam,
    }

    /// <summary>The options by the names that they have in <see cref="CaptionOptions"/>.</summary>
    public OptionNames Names => new(All.Select(pair => (pair.Property, pair.Option.Name)));

    /// <summary>The option of how captions begin.</summary>
    public string BeginningName => _beginning.Name;

    private (string Property, Option Option)[] All =>
    [
        (nameof(CaptionOptions.Decoding), _decoding),
        (nameof(CaptionOptions.MaxTokens), _maxTokens),
        (nameof(CaptionOptions.Temperature), _temperature),
        (nameof(CaptionOptions.TopK), _topK),
        (nameof(CaptionOptions.TopP), _topP),
        (nameof(CaptionOptions.Beams), _beams),
        (nameof(CaptionOptions.LengthPenalty), _lengthPenalty),
        (nameof(CaptionOptions.BatchSize), _batchSize),
        (nameof(CaptionOptions.Precision), _precision),
    ];

    public void AddTo(Command command)
    {
        foreach (Option option in All.Select(pair => pair.Option).Concat([_beginning, _seed]))
        {
            command.Options.Add(option);
        }
    }

    public CaptionOptions Of(ParseResult parsed) => new()
    {
        Decoding = parsed.GetValue(_decoding) switch
        {
            Decoding.Sampling => CaptionDecoding.Sampling,
            Decoding.Beam => CaptionDecoding.BeamSearch,
            _ => CaptionDecoding.Greedy,
        },
        MaxTokens = parsed.GetValue(_maxTokens),
        Temperature = parsed.GetValue(_temperature),
        TopK = parsed.GetValue(_topK),
        TopP = parsed.GetValue(_topP),
        Beams = parsed.GetValue(_beams),
        LengthPenalty = parsed.GetValue(_lengthPenalty),
        BatchSize = parsed.GetValue(_batchSize),
        Precision = parsed.GetValue(_precision),
    };

    /// <summary>How each caption begins; null for nothing.</summary>
    public string? BeginningOf(ParseResult parsed) => parsed.GetValue(_beginning);

    public ulong SeedOf(ParseResult parsed) => parsed.GetValue(_seed);
}
