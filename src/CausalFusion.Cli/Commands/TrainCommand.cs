using System.CommandLine;
using System.Globalization;
using CausalFusion.Checkpoints;
using CausalFusion.Cli.Data;
using CausalFusion.Cli.Progress;
using CausalFusion.Cli.Settings;
using CausalFusion.Data;
using CausalFusion.Families;
using CausalFusion.Latents;
using CausalFusion.Models;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Cli.Commands;

/// <summary><c>train</c>: trains a network, from the beginning or from given weights.</summary>
internal sealed class TrainCommand : Command
{
    private readonly DataFlags _data = new();

    private readonly NetworkFlags _network = new();

    private readonly Option<string?> _init = new("--init")
    {
        Description = "A network to go on from, instead of a new one: a bundle, a checkpoint, a .safetensors or a .pt file.",
        HelpName = "FILE",
    };

    private readonly ModelOptions _modelOptions = new();

    private readonly TrainingFlags _training = new();

    private readonly Option<string> _out = new("--out")
    {
        Description = "The bundle to write when the training is done.",
        HelpName = "FILE",
        Required = true,
    };

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
        Options.Add(_device);
        Options.Add(_json);
        SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), CancellationToken.None));
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        TrainingOptions options = _training.Of(parsed);
        Device device = DeviceOption.Of(parsed.GetRequiredValue(_device));
        string output = parsed.GetRequiredValue(_out);
        RequireFolder(output);
        if (options.CheckpointPath is { } checkpoint)
        {
            RequireFolder(checkpoint);
        }
        options.Validate();

        using ModelFile? init = parsed.GetValue(_init) is { } path ? _modelOptions.Open(parsed, path) : null;
        if (init is not null && _network.AreGiven(parsed))
        {
            throw new UsageException("train: expected a shape or --init, which has one, found both.");
        }
        ImageModelConfig? like = _modelOptions.LikeOf(parsed, init),
            known = init is null ? _network.PresetOf(parsed) : ModelFamilies.ConfigOf(init, like);
        using ITrainingDataset data = _data.Open(parsed, known?.Shape);
        using ImageModel network =
            init is null ? ModelFamilies.Create(_network.Of(parsed, data), options.Seed, device) : ModelFamilies.Load(init, like, device);

        if (data is LatentDataset latents)
        {
            network.Info = network.Info with { LatentSpace = latents.Space };
        }

        TrainingResult result = ProgressDisplay.Run(parsed.InvocationConfiguration.Error, "training", report =>
        {
            var reporter = new Reporter<TrainingProgress>(progress => report(
                (double)progress.Step / progress.Steps,
                string.Create(
                    CultureInfo.InvariantCulture, $"step {progress.Step}, loss {progress.Loss:0.0000}, {progress.ImagesPerSecond:0.0} images/s")));
            return OutputException.Guard(
                options.CheckpointPath ?? output, () => new Trainer(options).Train(network, new InputExamples(data), reporter, cancellationToken));
        });
        OutputException.Guard(output, () => network.Save(output));

        var reply = new TrainReply(
            output, network.Config.ParameterCount, data.Count, result.Steps, double.IsFinite(result.FinalLoss) ? result.FinalLoss : null,
            double.IsFinite(result.ImagesPerSecond) ? result.ImagesPerSecond : null);
        Reply.Write(parsed, parsed.GetValue(_json), reply, reply.Lines());
        return ExitCode.Success;
    }

    private static void RequireFolder(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            throw new OutputException(path, new DirectoryNotFoundException($"there is no folder '{folder}'."));
        }
    }
}
