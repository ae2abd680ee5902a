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

namespace CausalFusion.Cli.Commands;

/// <summary><c>convert</c>: copies weights from one format to another, tensor by tensor.</summary>
internal sealed class ConvertCommand : Command
{
    private const string PyTorch = "pt", Safetensors = "safetensors", Bundle = "bundle";

    private readonly Argument<string> _input = new("IN") { Description = "The file to read: a bundle, a checkpoint, a .safetensors or a .pt file." };

    private readonly Argument<string> _output = new("OUT")
    {
        Description = "The file to write; an older one of that name is replaced when the new one is complete.",
    };

    private readonly Option<string?> _to = new Option<string?>("--to")
    {
        Description = "pt: PyTorch's format; safetensors: the weights alone; bundle: safetensors with the model's configuration. Default: pt for "
            + "a name that ends in .pt, .pth or "
            + ".bin; otherwise bundle if the input says its configuration, else safetensors.",
        HelpName = "FORMAT",
    }.AcceptOnlyFromAmong(PyTorch, Safetensors, Bundle);

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
        _modelOptions.AddTo(this);
        Options.Add(_all);
        Options.Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string input = parsed.GetRequiredValue(_input), output = parsed.GetRequiredValue(_output);
        (bool all, string? part) = (parsed.GetValue(_all), _modelOptions.PartOf(parsed));
        if (Path.GetFullPath(input) == Path.GetFullPath(output))
        {
            throw new UsageException($"convert: expected another file to write than '{input}', found the same.");
        }
        if (all && part is not null)
        {
            throw new UsageException("convert: expected --all or --part, found both.");
        }
        using ModelFile file = _modelOptions.Open(parsed, input);
        using TensorReader? whole = all ? TensorReader.Open(input) : null;
        ITensorSource weights = whole ?? file.Weights;
        string to = parsed.GetValue(_to) ?? FormatOf(output, canBundle: file.Config is not null && !all);
        switch (to)
        {
            case PyTorch:
                OutputException.Guard(output, () => PyTorchWriter.Save(output, weights));
                break;
            case Safetensors:
                OutputException.Guard(output, () => SafetensorsWriter.Save(output, weights));
                break;
            default:
                if (all)
                {
                    throw new UsageException("convert: expected one model for a bundle, found --all.");
                }
                (string kind, string config, IReadOnlyDictionary<string, string> entries) = Describe(file, _modelOptions.LikeOf(parsed, file));
                OutputException.Guard(output, () => ModelBundle.Save(output, weights, kind, config, entries));
                break;
        }
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
        Path.GetExtension(path).ToLowerInvariant() is ".pt" or ".pth" or ".bin" ? PyTorch : canBundle ? Bundle : Safetensors;

    private static (string Kind, string Config, IReadOnlyDictionary<string, string> Entries) Describe(ModelFile file, ImageModelConfig? like)
    {
        var entries = new Dictionary<string, string>(file.Bundle?.Entries ?? new Dictionary<string, string>());
        if (KlAutoencoder.Recognizes(file) && file.Config is { } autoencoder)
        {
            return (KlAutoencoderConfig.Kind, KlAutoencoderConfig.FromJson(autoencoder).ToJson(), entries);
        }
        ImageModelConfig config = ModelFamilies.ConfigOf(file, like);
        foreach ((string name, string json) in ModelInfo.Of(file).ToEntries())
        {
            entries[name] = json;
        }
        return (config.Kind, config.ToJson(), entries);
    }
}
