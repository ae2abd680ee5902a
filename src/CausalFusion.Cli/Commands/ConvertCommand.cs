using System.CommandLine;
using System.Globalization;
using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Cli.Models;
using CausalFusion.Cli.Outputs;
using CausalFusion.Cli.Settings;
using CausalFusion.Families;
using CausalFusion.Files;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Cli.Commands;

/// <summary><c>convert</c>: copies weights from one format to another, tensor by tensor.</summary>
internal sealed class ConvertCommand : Command
{
    private const string PyTorch = "pt", Safetensors = "safetensors", Bundle = "bundle";

    private static readonly string[] _pyTorchEndings = [".pt", ".pth", ".bin"], _safetensorsEndings = [".safetensors"];

    private static readonly OrderedDictionary<string, ScalarType> _types = new()
    {
        ["float32"] = ScalarType.Float32, ["bfloat16"] = ScalarType.BFloat16, ["float16"] = ScalarType.Float16,
    };

    private readonly Argument<string> _input = new("IN") { Description = "The file to read: a bundle, a checkpoint, a .safetensors or a .pt file." };

    private readonly Argument<string> _output = new("OUT")
    {
        Description = "The file to write; an older one of that name is replaced when the new one is complete.",
    };

    private readonly Option<string?> _to = new Option<string?>("--to")
    {
        Description = "pt: PyTorch's format, with the model's configuration beside the weights where the input says it; safetensors: the weights "
            + "alone; bundle: safetensors with the model's configuration. Default: pt for a name that ends in .pt, .pth or "
            + ".bin; otherwise bundle if the input says its configuration, else safetensors.",
        HelpName = "FORMAT",
    }.AcceptOnlyFromAmong(PyTorch, Safetensors, Bundle);

    private readonly Option<string?> _type = new Option<string?>("--type")
    {
        Description = "The type to write floating-point numbers in, rounded to the nearest: float32, bfloat16 or float16. Default: as they are.",
        HelpName = "TYPE",
    }.AcceptOnlyFromAmong([.. _types.Keys]);

    private readonly Option<bool> _all = new("--all")
    {
        Description = "Take every tensor of the file under its full name (ema.…, model.…, opt.…), instead of one model's.",
    };

    private readonly ModelOptions _modelOptions = new();

    private readonly Option<bool> _json = Reply.JsonOption();

    public ConvertCommand() : base(
        "convert", "Copy weights between PyTorch's format, safetensors and bundles. Memory is needed for one tensor at a time.")
    {
        Arguments.Add(_input);
        Arguments.Add(_output);
        Options.Add(_to);
        Options.Add(_type);
        _modelOptions.AddTo(this);
        Options.Add(_all);
        Options.Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string input = parsed.GetRequiredValue(_input), output = parsed.GetRequiredValue(_output);
        (bool all, string? part) = (parsed.GetValue(_all), _modelOptions.PartOf(parsed));
        if (all && part is not null)
        {
            throw new UsageException("convert: expected --all or --part, found both.");
        }
        using ModelFile file = _modelOptions.Open(parsed, input);
        using TensorReader? whole = all ? TensorReader.Open(input) : null;
        string to = parsed.GetValue(_to) ?? FormatOf(output, canBundle: file.Config is not null && !all);
        if (all && to == Bundle)
        {
            throw new UsageException("convert: expected one model for a bundle, found --all.");
        }
        new OutputCheck().Reads("IN", input).Writes("OUT", output, to == PyTorch ? _pyTorchEndings : _safetensorsEndings);
        ImageModelConfig? like = _modelOptions.LikeOf(parsed, file);
        Content content = all ? new Content(whole!, null) : to == Bundle ? Described(file, like) : AsSaid(file, like);
        ITensorSource weights = Writable(content.Weights, parsed);
        if (parsed.GetValue(_type) is { } type)
        {
            weights = RetypedTensors.Of(weights, _types[type]);
        }
        OutputException.Guard(output, () => WritableFile.Require(output, weights.Entries.Values.Sum(entry => entry.ByteLength)));
        Action write = to switch
        {
            PyTorch => () => PyTorchWriter.Save(output, weights, content.Metadata()),
            Safetensors => () => SafetensorsWriter.Save(output, weights),
            _ => () => ModelBundle.Save(output, weights, content.Said!.Kind, content.Said.Config, content.Said.Entries),
        };
        OutputException.Guard(output, write);
        TellWhatIsLost(parsed, file, kept: to == Bundle || (to == PyTorch && content.Said is not null), output);
        var result = new ConvertResult(
            input, output, ModelInspection.FormatName(file.Format), to, all ? null : file.Part, weights.Entries.Count, new FileInfo(output).Length);
        Reply.Write(parsed, parsed.GetValue(_json), result,
        [
            string.Create(CultureInfo.InvariantCulture,
                $"{result.Tensors:N0} tensors{(result.Part is null ? "" : $" of {result.Part}")} from {input} ({result.From}) to {output} "
                + $"({result.To}), {result.Bytes:N0} bytes"),
        ]);
        return ExitCode.Success;
    }

    private static string FormatOf(string path, bool canBundle) =>
        _pyTorchEndings.Contains(Path.GetExtension(path).ToLowerInvariant()) ? PyTorch : canBundle ? Bundle : Safetensors;

    /// <summary>What to write for a bundle: what the file says, or what its weights show.</summary>
    private static Content Described(ModelFile file, ImageModelConfig? like)
    {
        if (KlAutoencoder.Recognizes(file) && file.Config is not null)
        {
            return AsSaid(file, like);
        }
        var entries = new Dictionary<string, string>(file.Bundle?.Entries ?? new Dictionary<string, string>());
        ImageModelConfig config = ModelOptions.ConfigOf(file, like);
        foreach ((string name, string json) in ModelInfo.Of(file).ToEntries())
        {
            entries[name] = json;
        }
        return new Content(ModelFamilies.Of(config).Named(file.Weights, config), new Statement(config.Kind, config.ToJson(), entries));
    }

    /// <summary>What to write for another format: weights as they are, and what the file says of them.</summary>
    private static Content AsSaid(ModelFile file, ImageModelConfig? like) => (file.Config, KlAutoencoder.Recognizes(file)) switch
    {
        (null, _) => new Content(file.Weights, null),
        ({ } config, true) => new Content(
            file.Weights, new Statement(
                KlAutoencoderConfig.Kind, KlAutoencoderConfig.FromJson(config).ToJson(), file.Bundle?.Entries ?? new Dictionary<string, string>())),
        _ => Described(file, like),
    };

    /// <summary>The tensors that can be written; the others are named on the error stream.</summary>
    private static TensorSourceView Writable(ITensorSource weights, ParseResult parsed)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        foreach (TensorEntry entry in weights.Entries.Values.Where(entry => entry.Unreadable is not null))
        {
            error.WriteLine($"causalfusion: '{weights.Name}': {SafetensorsHeader.Quote(entry.Name)} is left out: {entry.Unreadable}.");
        }
        foreach (IGrouping<string, TensorEntry> group in weights.Entries.Values.Where(entry => entry.Widened is not null)
            .GroupBy(entry => entry.Widened!.Name))
        {
            error.WriteLine($"causalfusion: '{weights.Name}': {group.Count()} tensors of the type {group.Key} are written as float32.");
        }
        return new TensorSourceView(weights, entry => entry.Unreadable is null ? entry : null);
    }

    /// <summary>Says on the error stream what the input says of its model and the output does not.</summary>
    private static void TellWhatIsLost(ParseResult parsed, ModelFile file, bool kept, string output)
    {
        IEnumerable<string> said = file.Entries.Keys.Where(ModelInfo.EntryNames.Contains);
        string[] lost = kept ? [] : file.Config is null ? [.. said] : [ModelBundle.ConfigKey, .. said];
        if (lost.Length > 0)
        {
            ErrorLine.Tell(
                parsed,
                $"'{output}' holds the tensors alone: {string.Join(", ", lost)} of '{file.Name}' are not in it; one model as a bundle "
                + "or a .pt file (--to bundle, --to pt) keeps them.");
        }
    }

    /// <summary>What is said of a model beside its weights.</summary>
    private sealed record Statement(string Kind, string Config, IReadOnlyDictionary<string, string> Entries);

    /// <summary>What is written.</summary>
    private sealed record Content(ITensorSource Weights, Statement? Said)
    {
        public Dictionary<string, string>? Metadata() => Said is null ? null : ModelBundle.Metadata(Said.Kind, Said.Config, Said.Entries);
    }
}
