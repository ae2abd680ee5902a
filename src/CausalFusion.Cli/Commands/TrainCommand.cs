using System.CommandLine;
using CausalFusion.Checkpoints;
using CausalFusion.Cli.Data;
using CausalFusion.Cli.Outputs;
using CausalFusion.Cli.Progress;
using CausalFusion.Cli.Settings;
using CausalFusion.Data;
using CausalFusion.Families;
using CausalFusion.Files;
using CausalFusion.Latents;
using CausalFusion.Models;
using CausalFusion.Text;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Cli.Commands;

/// <summary><c>train</c>: trains a network, from the beginning or from given weights.</summary>
internal sealed class TrainCommand : Command
{
    private static readonly string[] _endings = [".safetensors"];

    private readonly DataFlags _data = new();

    private readonly TextFlags _text = new();

    private readonly NetworkFlags _network = new();

    private readonly Option<string?> _init = new("--init")
    {
        Description = "A network to go on from, instead of a new one: a bundle, a zip of ML.NET, a checkpoint, a .safetensors or a .pt file. With "
            + "--captions, one that takes classes becomes one that reads text: it keeps the weights that both have.",
        HelpName = "FILE",
    };

    private readonly ModelOptions _modelOptions = new();

    private readonly TrainingFlags _training = new();

    private readonly Option<string> _out = new("--out")
    {
        Description = "The bundle to write when the training is done: a .safetensors file.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly LogFlags _log = new(tensorBoard: true);

    private readonly Option<string> _device = DeviceOption.Create();

    private readonly Option<bool> _json = Reply.JsonOption();

    public TrainCommand() : base(
        "train", "Train a network on images of classes or with captions, or on latents. The same seed and data give the same network.")
    {
        _data.AddTo(this);
        _text.AddTo(this);
        _network.AddTo(this);
        Options.Add(_init);
        _modelOptions.AddTo(this);
        _training.AddTo(this);
        Options.Add(_out);
        _log.AddTo(this);
        Options.Add(_device);
        Options.Add(_json);
        SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), CancellationToken.None));
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        TrainingOptions options = _training.Of(parsed, hasShape: parsed.GetValue(_init) is not null || _network.PresetOf(parsed) is not null);
        Device device = DeviceOption.Of(parsed.GetRequiredValue(_device));
        string output = parsed.GetRequiredValue(_out);
        OutputCheck outputs = new OutputCheck().Reads(_init.Name, parsed.GetValue(_init))
            .Reads(_text.Input(parsed).Option, _text.Input(parsed).Path)
            .Writes(_out.Name, output, _endings).Writes(TrainingFlags.CheckpointName, options.CheckpointPath, _endings);
        _log.Check(parsed, outputs);
        _training.Names.Guard(options.Validate);

        using ModelFile? init = parsed.GetValue(_init) is { } path ? _modelOptions.Open(parsed, path) : null;
        if (init is not null && _network.AreGiven(parsed))
        {
            throw new UsageException("train: expected a shape or --init, which has one, found both.");
        }
        ImageModelConfig? like = _modelOptions.LikeOf(parsed, init),
            known = init is null ? _network.PresetOf(parsed) : ModelOptions.ConfigOf(init, like);
        ModelInfo? knownInfo = init is null ? null : InputException.Guard(init.Name, () => ModelInfo.Of(init));
        bool haveCaptions = _data.HaveCaptions(parsed);
        _text.Check(parsed, haveCaptions, known);
        RequireInit(parsed, known, knownInfo, haveCaptions);
        using ITrainingDataset data = _data.Open(parsed, known?.Shape, cancellationToken);
        CaptionedImages? captions = ((data as CaptionTrainingDataset)?.Images as CaptionedImageDataset)?.Images;
        Vocabulary? vocabulary = captions is null ? null : _text.VocabularyOf(parsed, captions, knownInfo?.Vocabulary, cancellationToken);
        bool isGoneOnWith = init is not null && (captions is null || known!.Text is not null);
        ImageModelConfig config = isGoneOnWith
            ? known!
            : _network.Of(parsed, data, vocabulary is null ? null : _text.ShapeOf(parsed, vocabulary), init is null ? null : known);
        CaptionLengths? lengths = captions is null ? null : CaptionLengths.Of(captions, vocabulary!, config.Text!.MaxTokens, cancellationToken);
        ErrorLine.Tell(parsed, lengths?.Message);
        _training.Names.Guard(() => options.Validate(config));
        OutputException.Guard(output, () => WritableFile.Require(output, config.ParameterCount * sizeof(float)));
        using FileLock alone = OutputException.Guard(output, () => FileLock.Take(output, "writes a network or its checkpoints into"));
        using ProgressLogs logs = _log.Open(parsed, ProgressReports.TrainingColumns(config.Text is not null));
        using ImageModel network = isGoneOnWith ? ModelOptions.Load(init!, like, device) : ModelFamilies.Create(config, options.Seed, device);
        SharedWeights? shared = isGoneOnWith || init is null ? null : InputException.Guard(init.Name, () => SharedWeights.Load(network, init));
        if (shared is not null)
        {
            string weights = $"weights of '{init!.Name}': {shared}.";
            ErrorLine.Tell(parsed, weights);
            logs.Note(weights);
        }
        network.Info = network.Info with
        {
            Schedule = knownInfo?.Schedule ?? network.Info.Schedule,
            LatentSpace = data is LatentDataset latents ? latents.Space : network.Info.LatentSpace,
            Vocabulary = vocabulary,
        };

        TrainingResult result = Train(parsed, options, network, data, logs, cancellationToken);
        Rescue.Save(output, network.Save);

        bool isDone = double.IsNaN(result.FinalLoss);
        var reply = new TrainReply(
            output, network.Config.ParameterCount, data.Count, result.Steps, isDone ? null : result.FinalLoss, isDone ? null : result.ImagesPerSecond)
        {
            FinalTextLoss = result.FinalTextLoss,
            Vocabulary = vocabulary?.Size,
            Captions = lengths?.Captions,
            CutCaptions = lengths?.Cut,
            Weights = shared,
        };
        Reply.Write(parsed, parsed.GetValue(_json), reply, reply.Lines());
        return ExitCode.Success;
    }

    /// <summary>Checks the network of --init against what it is to be trained on.</summary>
    private void RequireInit(ParseResult parsed, ImageModelConfig? known, ModelInfo? info, bool haveCaptions)
    {
        if (info is null)
        {
            return;
        }
        if (known!.Text is not null && info.Vocabulary is null)
        {
            throw new InvalidDataException(
                $"'{parsed.GetValue(_init)}': expected a vocabulary beside the weights of a network that reads text, found none.");
        }
        if (known.Text is not null && !haveCaptions)
        {
            throw new UsageException($"{_init.Name}: expected {DataFlags.CaptionsName} beside a network that reads text, found none.");
        }
        if (haveCaptions && (info.LatentSpace is not null || known.Channels is not (1 or 3)))
        {
            throw new UsageException($"{_init.Name}: expected a network of pixels, as images with captions are; found one of latents.");
        }
        if (!haveCaptions || known.Text is not null)
        {
            _network.RequireKind(parsed, known);
        }
    }

    private TrainingResult Train(
        ParseResult parsed, TrainingOptions options, ImageModel network, ITrainingDataset data, ProgressLogs logs,
        CancellationToken cancellationToken)
    {
        int done = 0;
        try
        {
            return ProgressDisplay.Run(parsed.InvocationConfiguration.Error, "training", logs, report =>
            {
                var reporter = new Reporter<TrainingProgress>(progress =>
                {
                    done = progress.Step;
                    report(ProgressReports.Of(progress, network.Config.Text is not null));
                });
                return OutputException.Guard(
                    options.CheckpointPath ?? parsed.GetRequiredValue(_out),
                    () => new Trainer(options).Train(network, new InputExamples(data), reporter, cancellationToken));
            });
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException(_training.Names.In(exception.Message), exception);
        }
        catch (OperationCanceledException exception)
        {
            throw new OperationCanceledException(
                options.CheckpointPath is { } checkpoint
                    ? $"canceled; '{checkpoint}' holds the training so far, and the same command goes on from there."
                    : $"canceled after step {done} of {options.Steps}; nothing of it was kept. With {TrainingFlags.CheckpointName} FILE, it would "
                    + "have been, and the same command would go on from there.", exception, cancellationToken);
        }
    }
}
