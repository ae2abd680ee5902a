using System.CommandLine;
using System.Globalization;
using CausalFusion.Checkpoints;
using CausalFusion.Cli.Models;
using CausalFusion.Cli.Settings;
using CausalFusion.Models;

namespace CausalFusion.Cli.Commands;

/// <summary><c>info</c>: what a preset or a model file is, without making or reading weights.</summary>
internal sealed class InfoCommand : Command
{
    private readonly Option<bool> _list = new("--list") { Description = "List every preset." };

    private readonly Option<string?> _preset = new("--preset") { Description = "Describe a preset, such as L or DiT-XL/2.", HelpName = "NAME" };

    private readonly Option<string?> _model = new("--model")
    {
        Description = $"Describe a model file: {NamedNetwork.Names} of the pretrained ones, a bundle, a zip of ML.NET, a checkpoint, a .safetensors "
            + "or a .pt file.",
        HelpName = "FILE",
    };

    private readonly ModelOptions _modelOptions = new();

    private readonly Option<bool> _json = Reply.JsonOption();

    public InfoCommand() : base("info", "Say what a preset or a model file is: its parameters, layers, width, heads. No weights are made or read.")
    {
        Options.Add(_list);
        Options.Add(_preset);
        Options.Add(_model);
        _modelOptions.AddTo(this);
        Options.Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        switch (parsed.GetValue(_list), parsed.GetValue(_preset), parsed.GetValue(_model))
        {
            case (true, null, null):
                Reply.Write(
                    parsed, parsed.GetValue(_json), PresetNames.All,
                    PresetNames.All.Select(preset => string.Create(CultureInfo.InvariantCulture, $"{preset.Name,-28}{preset.Parameters,16:N0}")));
                break;
            case (false, string name, null):
                Write(parsed, PresetNames.Find(name));
                break;
            case (false, null, string path):
                using (ModelFile file = _modelOptions.Open(parsed, path))
                {
                    ImageModelConfig? like = _modelOptions.LikeOf(parsed, file);
                    Write(parsed, InputException.Guard(path, () => ModelInspection.Summarize(file, like)));
                }
                break;
            default:
                throw new UsageException("info: expected one of --list, --preset NAME and --model FILE, found none or several.");
        }
        return ExitCode.Success;
    }

    private void Write(ParseResult parsed, ModelSummary summary) => Reply.Write(parsed, parsed.GetValue(_json), summary, summary.Lines());
}
