using System.CommandLine;
using System.Diagnostics;
using CausalFusion.Checkpoints;
using CausalFusion.Cli.Outputs;
using CausalFusion.Cli.Progress;
using CausalFusion.Cli.Settings;
using CausalFusion.Data;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.Latents;
using CausalFusion.ML;
using CausalFusion.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Cli.Commands;

/// <summary><c>caption</c>: says what images show.</summary>
internal sealed class CaptionCommand : Command
{
    private readonly Argument<string[]> _images = new("IMAGES")
    {
        Description = "Image files, and folders whose images, also those in folders within, are captioned. Default: those of --references.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> _model = new("--model")
    {
        Description = "The network, one that reads text: emoji or shapes, which are pretrained, a bundle, a zip of ML.NET, or a checkpoint.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly ModelOptions _modelOptions = new();

    private readonly CaptioningOptions _captioning = new();

    private readonly AutoencoderFlags _autoencoder = new();

    private readonly CaptionSourceFlags _references = new(
        "--references", "Captions that people wrote, which those of the network are compared with (CIDEr-D, BLEU, ROUGE-L)", "test");

    private readonly Option<string?> _out = new("--output", "--out")
    {
        Description = "A table of the captions to write as well, with their log-probabilities: .csv, or .jsonl for a JSON object in each line.",
        HelpName = "FILE",
    };

    private readonly LogFlags _log = new();

    private readonly Option<string> _device = DeviceOption.Create();

    private readonly Option<bool> _json = Reply.JsonOption();

    public CaptionCommand() : base("caption", "Say what images show: a line for each, its path, a tab and the caption.")
    {
        Arguments.Add(_images);
        Options.Add(_model);
        _modelOptions.AddTo(this);
        _captioning.AddTo(this);
        _autoencoder.AddTo(this);
        _references.AddTo(this);
        Options.Add(_out);
        _log.AddTo(this);
        Options.Add(_device);
        Options.Add(_json);
        SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), CancellationToken.None));
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        _references.RequireSource(parsed);
        IReadOnlyDictionary<string, IReadOnlyList<string>>? references = _references.PathOf(parsed) is { } source
            ? CaptionScores.ReferencesOf(_references.Read(parsed, source, new CaptionedImagesOptions()))
            : null;
        string[] paths = PathsOf(parsed, references);
        CaptionOptions options = _captioning.Of(parsed);
        OutputCheck outputs = new OutputCheck().Reads(_model.Name, parsed.GetValue(_model))
            .Reads(_autoencoder.Input(parsed).Option, _autoencoder.Input(parsed).Path)
            .Reads(_references.Input(parsed).Option, _references.Input(parsed).Path);
        foreach (string path in paths)
        {
            outputs.Reads(_images.Name, path);
        }
        outputs.Writes(_out.Name, parsed.GetValue(_out), CaptionFile.Endings);
        _log.Check(parsed, outputs);
        using ModelFile file = _modelOptions.Open(parsed, parsed.GetRequiredValue(_model));
        ImageModelConfig? like = _modelOptions.LikeOf(parsed, file);
        ImageModelConfig config = ModelOptions.ConfigOf(file, like);
        TextShape text = config.Text ?? throw new UsageException(
            $"{_model.Name}: expected a network that reads and writes text; found one of kind '{config.Kind}' that takes classes, '{file.Name}'.");
        _captioning.Names.Guard(() => options.Validate(config));
        TextPrompts texts = InputException.Guard(file.Name, () => new TextPrompts(file, text));
        if (_captioning.BeginningOf(parsed) is { } beginning && texts.RequireBeginning(beginning, options.MaxTokens) is { } problem)
        {
            throw new UsageException($"{_captioning.BeginningName}: {problem}");
        }
        RequireImages(parsed, paths, cancellationToken);
        Device device = DeviceOption.Of(parsed.GetRequiredValue(_device));
        using ProgressLogs logs = _log.Open(parsed, ProgressReports.ImageColumns);
        using ImageCodec codec = _autoencoder.Open(parsed, file, config, device);
        using ImageModel network = ModelOptions.Load(file, like, device);

        long started = Stopwatch.GetTimestamp();
        CaptionedFile[] captions = ProgressDisplay.Run(
            parsed.InvocationConfiguration.Error, "captioning", logs,
            report => Caption(parsed, network, codec, paths, options, report, cancellationToken));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        if (parsed.GetValue(_out) is { } output)
        {
            Rescue.Save(output, path => CaptionFile.Save(
                path, captions.Select(image => (image.Path, image.Caption, image.LogProbability, image.Tokens, image.IsComplete))));
        }
        var reply = new CaptionReply(
            captions, captions.Length / elapsed.TotalSeconds, elapsed.TotalSeconds, file.Part, parsed.GetValue(_out))
        {
            Scores = references is null ? null : CaptionScores.Of(captions, references),
        };
        Reply.Write(parsed, parsed.GetValue(_json), reply, reply.Lines());
        return ExitCode.Success;
    }

    private CaptionedFile[] Caption(
        ParseResult parsed, ImageModel network, ImageCodec codec, string[] paths, CaptionOptions options, Action<ProgressReport> report,
        CancellationToken cancellationToken)
    {
        (ulong seed, string? beginning) = (_captioning.SeedOf(parsed), _captioning.BeginningOf(parsed));
        var captioner = new ImageCaptioner(network);
        var captions = new List<CaptionedFile>();
        long started = Stopwatch.GetTimestamp();
        foreach (string[] batch in paths.Chunk(options.BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            Tensor pixels = cat([.. batch.Select(path => PixelsOf(path, codec.Shape, network.Device))], 0);
            CaptionRequest[] requests = [.. batch.Select((_, i) => new CaptionRequest(beginning, seed + (ulong)(captions.Count + i)))];
            IReadOnlyList<Caption> written = captioner.Caption(codec.Encode(pixels), requests, options, progress: null, cancellationToken);
            captions.AddRange(written.Zip(batch, requests).Select(row => new CaptionedFile(
                row.Second, row.First.Text, row.First.LogProbability, row.First.Tokens, row.First.IsComplete, row.Third.Seed)));
            report(ProgressReports.Of(captions.Count, paths.Length, Stopwatch.GetElapsedTime(started)));
        }
        return [.. captions];
    }

    /// <summary>The files to caption.</summary>
    /// <exception cref="UsageException">None is named.</exception>
    /// <exception cref="InvalidDataException">A file has no reference where there are references.</exception>
    private string[] PathsOf(ParseResult parsed, IReadOnlyDictionary<string, IReadOnlyList<string>>? references)
    {
        string[] named = parsed.GetValue(_images) ?? [], paths = [.. named.SelectMany(FilesOf)];
        (string option, string? source) = _references.Input(parsed);
        if (named.Length == 0)
        {
            return references is null ? throw new UsageException($"caption: expected IMAGES or {option} PATH, found neither.") : [.. references.Keys];
        }
        return references is null || paths.FirstOrDefault(path => !references.ContainsKey(Path.GetFullPath(path))) is not { } alone
            ? paths
            : throw new InvalidDataException($"'{source}': expected a caption of '{alone}', found none.");
    }

    /// <summary>The files that an argument names.</summary>
    /// <exception cref="InvalidDataException">It is a folder without images.</exception>
    /// <exception cref="FileNotFoundException">There is nothing of that name.</exception>
    private static IReadOnlyList<string> FilesOf(string path) =>
        Directory.Exists(path)
            ? ImageFile.EnumerateFolder(path) is { Count: > 0 } files ? files : throw new InvalidDataException(
                $"'{path}': expected a folder of images ({string.Join(", ", new ImageFolderOptions().Extensions)}), found none in it.")
        : File.Exists(path) ? [path]
        : throw new FileNotFoundException($"There is no image file or folder '{path}'.");

    /// <summary>Looks at the header of every image, before anything is computed.</summary>
    /// <exception cref="InvalidDataException">Some can't be read.</exception>
    private static void RequireImages(ParseResult parsed, string[] paths, CancellationToken cancellationToken)
    {
        using var logs = new ProgressLogs(parsed.InvocationConfiguration.Error);
        ImageFolderCheck check = ProgressDisplay.Run(
            parsed.InvocationConfiguration.Error, "looking at the images", logs, report => ImageFolderCheck.Run(
                paths.Length, i => paths[i], new MLImageDecoder(), ImageCheckDepth.Header,
                new Reporter<int>(done => report(new ProgressReport((double)done / paths.Length, $"{done} of {paths.Length}", null, []))),
                cancellationToken));
        if (check.DescribeBadImages() is { } bad)
        {
            throw new InvalidDataException(bad);
        }
    }

    private static Tensor PixelsOf(string path, ImageShape shape, Device device)
    {
        DecodedImage image = CenterCrop.ToSize(ImageFile.Read(path, shape.Channels), shape.Height, shape.Width);
        return PixelConversion.ToTensor(image.Pixels, image.Shape, device);
    }
}
