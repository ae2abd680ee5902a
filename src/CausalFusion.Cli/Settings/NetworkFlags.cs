using System.CommandLine;
using System.Text.Json.Nodes;
using CausalFusion.Cli.Models;
using CausalFusion.Data;
using CausalFusion.Diffusion;
using CausalFusion.Families;
using CausalFusion.Latents;
using CausalFusion.ML;
using CausalFusion.Models;

namespace CausalFusion.Cli.Settings;

/// <summary>The options that say what shape a new network has. What the data say, its images' size and its classes, is not asked.</summary>
internal sealed class NetworkFlags
{
    private static readonly CausalFusionTrainerOptions _defaults = new();

    private readonly Option<string?> _preset = new("--preset")
    {
        Description = "A preset to take the kind of network and its shape from, such as L or DiT-B/2; options beside it have precedence.",
        HelpName = "NAME",
    };

    private readonly Option<int?> _width = Setting.Whole("--width", $"Width of the network. Default: {_defaults.Width}.");

    private readonly Option<int?> _layers = Setting.Whole("--layers", $"Blocks. Default: {_defaults.Layers}.");

    private readonly Option<int?> _heads = Setting.Whole("--heads", $"Attention heads; divides the width. Default: {_defaults.Heads}.");

    private readonly Option<int?> _patch = Setting.Whole("--patch", $"Height and width of a patch. Default: {_defaults.PatchSize}.");

    private readonly Option<int?> _classTokens = Setting.Whole(
        "--class-tokens", $"Condition tokens that a class is embedded as. Default: {_defaults.ClassTokens}.");

    private readonly Option<int?> _repeats = Setting.Whole(
        "--class-token-repeats", $"How many times they are repeated in the sequence. Default: {_defaults.ClassTokenRepeats}.");

    private readonly Option<bool?> _learnedPositions = new("--learned-positions")
    {
        Description = "Learn the position embedding instead of keeping it sinusoidal.",
    };

    private readonly Option<PredictionTarget?> _target = Setting.Choice<PredictionTarget>(
        "--target", "What the network predicts: noise or clean. Default: clean for pixels, noise for latents.", "TARGET");

    /// <summary>The options of the shape by the names that they have in a configuration.</summary>
    private (string Property, Option Option)[] Shape =>
    [
        ("Width", _width), ("Layers", _layers), ("Heads", _heads), ("PatchSize", _patch), ("ClassTokens", _classTokens),
        ("ClassTokenRepeats", _repeats), ("LearnedPositions", _learnedPositions), ("Target", _target),
    ];

    private OptionNames Names => new(
    [
        .. Shape.Select(pair => (pair.Property, pair.Option.Name)), ("ImageSize", ImageFolderFlags.ImageSizeName),
        ("ImageWidth", ImageFolderFlags.ImageSizeName),
    ]);

    public void AddTo(Command command)
    {
        foreach (Option option in Shape.Select(pair => pair.Option).Prepend(_preset))
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether anything was said about the shape.</summary>
    public bool AreGiven(ParseResult parsed) =>
        Shape.Select(pair => pair.Option).Prepend(_preset).Any(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>The preset that was named; null if none was.</summary>
    public ImageModelConfig? PresetOf(ParseResult parsed) => PresetNames.FindShape(parsed.GetValue(_preset));

    /// <summary>The configuration of the network to train on data.</summary>
    /// <exception cref="UsageException">An option is one that the preset's family has not, or the values make no network.</exception>
    public ImageModelConfig Of(ParseResult parsed, ITrainingDataset data)
    {
        ImageModelConfig? preset = PresetOf(parsed);
        ModelFamily family = preset is null ? ModelFamilies.All[0] : ModelFamilies.Of(preset);
        JsonObject json = preset is null
            ? new JsonObject
            {
                ["patch_size"] = _defaults.PatchSize, ["width"] = _defaults.Width, ["layers"] = _defaults.Layers, ["heads"] = _defaults.Heads,
            }
            : JsonNode.Parse(preset.ToJson())!.AsObject();
        bool knows(string member) => preset is null || json.ContainsKey(member);
        foreach ((string member, Option option, JsonNode? value) in Given(parsed))
        {
            json[member] = knows(member)
                ? value
                : throw new UsageException(
                    $"{option.Name}: expected a preset of a family that has it, found '{family.Kind}', which has no such thing.");
        }
        (json["image_size"], json["channels"], json["classes"]) = (data.Shape.Height, data.Shape.Channels, data.ClassCount);
        json["image_width"] = data.Shape.Width == data.Shape.Height ? null : data.Shape.Width;
        if (parsed.GetValue(_target) is null && data is not LatentDataset && knows("target"))
        {
            json["target"] = "clean";
        }
        try
        {
            return family.ReadConfig(json.ToJsonString());
        }
        catch (InvalidDataException exception)
        {
            throw new UsageException($"train: {Names.In(exception.Message)}");
        }
    }

    /// <summary>What is given of the network, under the names that configurations have for it.</summary>
    private IEnumerable<(string Member, Option Option, JsonNode? Value)> Given(ParseResult parsed)
    {
        (string Member, Option Option, JsonNode? Value)[] all =
        [
            ("width", _width, parsed.GetValue(_width)), ("layers", _layers, parsed.GetValue(_layers)), ("heads", _heads, parsed.GetValue(_heads)),
            ("patch_size", _patch, parsed.GetValue(_patch)), ("class_tokens", _classTokens, parsed.GetValue(_classTokens)),
            (
                "class_token_repeats", _repeats, parsed.GetValue(_repeats)), (
                    "learned_positions", _learnedPositions, parsed.GetValue(_learnedPositions)),
            ("target", _target, parsed.GetValue(_target)?.ToString().ToLowerInvariant()),
        ];
        return all.Where(given => given.Value is not null);
    }
}
