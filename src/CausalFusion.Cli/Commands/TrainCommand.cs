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
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Cli.Commands;

/// <summary><c>train</c>: trains a network, from the beginning or from given weights.</summary>
internal sealed class TrainCommand : Command
{
    private static readonly string[] _endings = [".safetensors"];

    private readonly DataFlags _data = new();

    private readonly NetworkFlags _network = new();

    private readonly Option<string?> _init = new("--init")
    {
        Description = "A network to go on from, instead of a new one: a bundle, a zip of ML.NET, a checkpoint, a .safetensors or a .pt file.",
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

    public TrainCommand() : base("train", "Train a network on images or on their latents. The same seed and data give the same network.")
    {
        _data.AddTo(this);
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
        using ITrainingDataset data = _data.Open(parsed, known?.Shape, cancellationToken);
        ImageModelConfig config = init is null ? _network.Of(parsed, data) : known!;
        _training.Names.Guard(() => options.Validate(config));
        OutputException.Guard(output, () => WritableFile.Require(output, config.ParameterCount * sizeof(float)));
        using FileLock alone = OutputException.Guard(output, () => FileLock.Take(output, "writes a network or its checkpoints into"));
        using ProgressLogs logs = _log.Open(parsed, ProgressReports.TrainingColumns);
        using ImageModel network =
            init is null ? ModelFamilies.Create(config, options.Seed, device) : ModelOptions.Load(init, like, device);

        if (data is LatentDataset latents)
        {
            network.Info = network.Info with { LatentSpace = latents.Space };
        }

        TrainingResult result = Train(parsed, options, network, data, logs, cancellationToken);
        Rescue.Save(output, network.Save);

        var reply = new TrainReply(
            output, network.Config.ParameterCount, data.Count, result.Steps, double.IsNaN(result.FinalLoss) ? null : result.FinalLoss,
            double.IsNaN(result.FinalLoss) ? null : result.ImagesPerSecond);
        Reply.Write(parsed, parsed.GetValue(_json), reply, reply.Lines());
        return ExitCode.Success;
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
                    report(ProgressReports.Of(progress));
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
