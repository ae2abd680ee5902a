using System.CommandLine;
using CausalFusion.Cli.Data;
using CausalFusion.Data;
using CausalFusion.Models;
using CausalFusion.Text;

namespace CausalFusion.Cli.Settings;

/// <summary>The options that say what text a new network reads and writes.</summary>
internal sealed class TextFlags
{
    private const int DefaultMaxTokens = 35;

    private static readonly VocabularyTrainingOptions _defaults = new();

    private readonly Option<string?> _vocabulary = new("--vocabulary")
    {
        Description = $"The vocabulary of the captions: {VocabularySource.Forms}. Default: one that is made of the captions.",
        HelpName = "FILE",
    };

    private readonly Option<int?> _size = Setting.Whole(
        "--vocabulary-size", $"The most tokens of a vocabulary that is made of the captions. Default: {_defaults.Size}.");

    private readonly Option<int?> _maxTokens = Setting.Whole(
        "--max-text-tokens", $"The most tokens of a caption that the network reads; longer ones are cut. Default: {DefaultMaxTokens}.");

    private Option[] All => [_vocabulary, _size, _maxTokens];

    public void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Checks that the options fit each other and what is trained on.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="haveCaptions">Whether that has captions.</param>
    /// <param name="known">A network that is gone on with; null where there is none, or it takes classes.</param>
    /// <exception cref="UsageException">They do not.</exception>
    public void Check(ParseResult parsed, bool haveCaptions, ImageModelConfig? known)
    {
        if (!haveCaptions && All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } useless)
        {
            throw new UsageException($"{useless.Name}: expected {DataFlags.CaptionsName} PATH beside it, found none.");
        }
        if (parsed.GetValue(_vocabulary) is not null && parsed.GetValue(_size) is not null)
        {
            throw new UsageException($"train: expected {_vocabulary.Name} or {_size.Name}, found both.");
        }
        if (parsed.GetValue(_size) is { } size && (size < Smallest || size > VocabularyLimits.Size))
        {
            throw new UsageException(
                $"{_size.Name}: expected {Smallest} (all bytes and three special tokens) to {VocabularyLimits.Size}, found {size}.");
        }
        if (parsed.GetValue(_maxTokens) is < 1 and var most)
        {
            throw new UsageException($"{_maxTokens.Name}: expected at least 1, found {most}.");
        }
        if (known?.Text is { } text)
        {
            if (parsed.GetValue(_size) is { } other)
            {
                throw new UsageException($"{_size.Name}: expected none, as the network of --init has its vocabulary; found {other}.");
            }
            if (parsed.GetValue(_maxTokens) is { } wanted && wanted != text.MaxTokens)
            {
                throw new UsageException($"{_maxTokens.Name}: expected {text.MaxTokens}, as the network of --init has; found {wanted}.");
            }
        }
    }

    /// <summary>The vocabulary to train with: that of a network that is gone on with, that of a file, or one that is made of the captions.</summary>
    /// <exception cref="UsageException">A file has another one than the network.</exception>
    /// <exception cref="InvalidDataException">The file is no vocabulary.</exception>
    public Vocabulary VocabularyOf(ParseResult parsed, CaptionedImages images, Vocabulary? known, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_vocabulary) is { } path)
        {
            Vocabulary read = InputException.Guard(path, () => VocabularySource.Read(path));
            return known is null || known == read ? read : throw new UsageException(
                $"{_vocabulary.Name}: expected that of the network of --init, {known}; found {read}.");
        }
        return known ?? VocabularyTrainer.Train(
            Enumerable.Range(0, images.Count).SelectMany(images.CaptionsOf), _defaults with { Size = parsed.GetValue(_size) ?? _defaults.Size },
            cancellationToken);
    }

    /// <summary>What is read of a file of --vocabulary, for the check of outputs.</summary>
    public (string Option, string? Path) Input(ParseResult parsed) => (_vocabulary.Name, parsed.GetValue(_vocabulary));

    /// <summary>The shape of the text of a new network.</summary>
    public TextShape ShapeOf(ParseResult parsed, Vocabulary vocabulary) =>
        new() { Vocabulary = vocabulary.Size, MaxTokens = parsed.GetValue(_maxTokens) ?? DefaultMaxTokens };

    private static int Smallest => 256 + SpecialTokenNames.Default.All.Count();
}
