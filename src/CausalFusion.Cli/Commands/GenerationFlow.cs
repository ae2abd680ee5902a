using System.CommandLine;
using System.Diagnostics;
using CausalFusion.Checkpoints;
using CausalFusion.Cli.Images;
using CausalFusion.Cli.Models;
using CausalFusion.Cli.Outputs;
using CausalFusion.Cli.Progress;
using CausalFusion.Cli.Settings;
using CausalFusion.Conditions;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.Latents;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Cli.Commands;

/// <summary>
/// What <c>sample</c> and <c>edit</c> have in common: a network is loaded, draws images for requests, and they are written as files.
/// </summary>
/// <param name="classes">The option that names classes.</param>
internal sealed class GenerationFlow(Option<string?> classes)
{
    private static readonly string[] _pictures = [".png"];

    private readonly Option<string> _model = new("--model")
    {
        Description =
            $"The network: {NamedNetwork.Names} of the pretrained ones, a bundle, a zip of ML.NET, a checkpoint, a .safetensors or a .pt file.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly SubjectFlags _subjects = new(classes);

    private readonly ModelOptions _modelOptions = new();

    private readonly SamplingOptions _sampling = new();

    private readonly Option<int> _count = Setting.Whole("--count", 1, "Images of each class or prompt.", "N");

    private readonly AutoencoderFlags _autoencoder = new();

    private readonly Option<string> _out = new("--out")
    {
        Description = "The folder for the images; made if need be.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string?> _grid = new("--grid")
    {
        Description = "A .png file to lay all images out on as well, a row for each class or prompt.",
        HelpName = "FILE",
    };

    private readonly LogFlags _log = new();

    private readonly Option<string> _device = DeviceOption.Create();

    private readonly Option<bool> _json = Reply.JsonOption();

    public void AddTo(Command command)
    {
        _subjects.AddTo(command);
        command.Options.Add(_model);
        _modelOptions.AddTo(command);
        command.Options.Add(_count);
        _sampling.AddTo(command);
        _autoencoder.AddTo(command);
        foreach (Option option in (Option[])[_out, _grid, _device, _json])
        {
            command.Options.Add(option);
        }
        _log.AddTo(command);
    }

    /// <summary>Loads, draws and writes.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="title">What the progress is called.</param>
    /// <param name="inputs">What is read besides, the options with the paths.</param>
    /// <param name="draw">Draws: gets the session, and what to give on to the generator.</param>
    public int Run(
        ParseResult parsed, string title, IEnumerable<(string Option, string? Path)> inputs,
        Func<GenerationSession, IProgress<GenerationProgress>, GeneratedBatch> draw)
    {
        OutputCheck outputs = _sampling.Check(parsed, new OutputCheck()).Reads(_model.Name, parsed.GetValue(_model));
        foreach ((string input, string? path) in inputs.Append(_subjects.Check(parsed)).Append(_autoencoder.Input(parsed)))
        {
            outputs.Reads(input, path);
        }
        string folder = parsed.GetRequiredValue(_out);
        outputs.WritesInto(_out.Name, folder).Writes(_grid.Name, parsed.GetValue(_grid), _pictures);
        _log.Check(parsed, outputs);
        using ModelFile file = _modelOptions.Open(parsed, parsed.GetRequiredValue(_model));
        ImageModelConfig? like = _modelOptions.LikeOf(parsed, file);
        ImageModelConfig config = ModelOptions.ConfigOf(file, like);
        Device device = DeviceOption.Of(parsed.GetRequiredValue(_device));
        var told = new List<string>();
        Subjects subjects = _subjects.Of(parsed, file, config, told.Add);
        IReadOnlyList<Condition> wanted = subjects.Conditions;
        int count = parsed.GetValue(_count) is >= 1 and var given ? given : throw new UsageException("--count: expected at least 1, found less.");
        ulong seed = _sampling.SeedOf(parsed);
        GenerationRequest[] requests =
            [.. Enumerable.Range(0, checked(wanted.Count * count)).Select(i => new GenerationRequest(wanted[i / count], seed + (ulong)i))];

        string[] files = [.. requests.Select((request, i) => Path.Combine(folder, ImageName.Of(i, request.Condition, subjects)))];
        foreach (string path in files)
        {
            outputs.Replaces(_out.Name, path);
        }
        GenerationOptions? own = NamedNetwork.Find(parsed.GetRequiredValue(_model))?.Generation;
        GenerationOptions options = _sampling.Of(parsed, own) with { Negative = subjects.Negative };
        OptionNames optionNames = _sampling.Names;
        optionNames.Guard(() => options.Validate(config, ModelInfo.Of(file).Schedule));

        using ProgressLogs logs = _log.Open(parsed, ProgressReports.ImageColumns);
        using NoiseFile? noise = _sampling.OpenNoise(parsed);
        using ImageCodec codec = _autoencoder.Open(parsed, file, config, device);
        using ImageModel network = ModelOptions.Load(file, like, device);
        var session = new GenerationSession(network, codec, requests, options, !_sampling.HasArSteps(parsed), noise, device);

        told.ForEach(sentence => ErrorLine.Tell(parsed, sentence));
        long started = Stopwatch.GetTimestamp();
        using GeneratedBatch drawn = ProgressDisplay.Run(
            parsed.InvocationConfiguration.Error, title, logs,
            report => optionNames.Guard(
                () => draw(session, new Reporter<GenerationProgress>(progress => report(ProgressReports.Of(progress))))));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);

        using Tensor decoded = codec.Decode(drawn.Images);
        byte[][] pixels = PixelConversion.ToPixels(decoded);
        GeneratedImage[] images = [.. requests.Select((request, i) => new GeneratedImage(
            files[i], request.Condition.Class, subjects.ClassNameOf(request.Condition), request.Condition.Text,
            noise is null ? request.Seed : null))];
        for (int i = 0; i < images.Length; i++)
        {
            ImageFiles.SavePng(images[i].File, pixels[i], codec.Shape);
        }
        if (parsed.GetValue(_grid) is { } grid)
        {
            ImageFiles.SaveGrid(grid, pixels, codec.Shape, [.. wanted.Select(subjects.LabelOf)], count);
        }
        var result = new GenerationReply(
            [.. images.Select(image => image.File)], images, images.Length / elapsed.TotalSeconds, elapsed.TotalSeconds,
            session.Options.Split?.Resolve(drawn.Tokens).Steps ?? session.OptionsFor(drawn.Tokens).ArSteps,
            session.Options.DiffusionSteps, file.Part, parsed.GetValue(_grid));
        Reply.Write(parsed, parsed.GetValue(_json), result, result.Lines());
        return ExitCode.Success;
    }
}
