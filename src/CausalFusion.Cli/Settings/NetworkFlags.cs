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

    private readonly Option<string?> _family = new Option<string?>("--family")
    {
        Description = $"The kind of network: {string.Join(", ", ModelFamilies.All.Select(family => family.Kind))}. Default: that of --preset or "
            + $"--init, else {ModelFamilies.All[0].Kind}.",
        HelpName = "KIND",
    }.AcceptOnlyFromAmong([.. ModelFamilies.All.Select(family => family.Kind)]);

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
        "--target", "What the network predicts: noise, clean or velocity. Default: clean for pixels, noise for latents and in a DiT.", "TARGET");

    private readonly Option<bool?> _learnedVariance = new("--learned-variance")
    {
        Description = "Whether a DiT learns the variance of its steps, which goes with --target noise alone. Default: true.",
        HelpName = "BOOL",
    };

    /// <summary>The options of the shape by the names that they have in a configuration.</summary>
    private (string Property, Option Option)[] Shape =>
    [
        ("Width", _width), ("Layers", _layers), ("Heads", _heads), ("PatchSize", _patch), ("ClassTokens", _classTokens),
        ("ClassTokenRepeats", _repeats), ("LearnedPositions", _learnedPositions), ("Target", _target),
        ("LearnedVariance", _learnedVariance),
    ];

    private OptionNames Names => new(
    [
        .. Shape.Select(pair => (pair.Property, pair.Option.Name)), ("ImageSize", ImageFolderFlags.ImageSizeName),
        ("ImageWidth", ImageFolderFlags.ImageSizeName), ("Text", DataFlags.CaptionsName),
    ]);

    public void AddTo(Command command)
    {
        foreach (Option option in Shape.Select(pair => pair.Option).Prepend(_family).Prepend(_preset))
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether anything was said about the shape, besides the kind of network.</summary>
    public bool AreGiven(ParseResult parsed) =>
        Shape.Select(pair => pair.Option).Prepend(_preset).Any(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>The preset that was named; null if none was.</summary>
    public ImageModelConfig? PresetOf(ParseResult parsed) => PresetNames.FindShape(parsed.GetValue(_preset));

    /// <summary>Checks that a network that is gone on with as it is, is of the kind that was asked for.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public void RequireKind(ParseResult parsed, ImageModelConfig init)
    {
        if (parsed.GetValue(_family) is { } kind && kind != init.Kind)
        {
            throw new UsageException($"{_family.Name}: expected '{init.Kind}', as the network of --init is, found '{kind}'.");
        }
    }

    /// <summary>The configuration of the network to train on data.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="data">The data.</param>
    /// <param name="text">The text that it reads; null where it takes classes.</param>
    /// <param name="init">A network to take the shape from; null for that of a preset, or the default.</param>
    /// <exception cref="UsageException">An option is one that the network's family has not, or the values make no network.</exception>
    public ImageModelConfig Of(ParseResult parsed, ITrainingDataset data, TextShape? text, ImageModelConfig? init = null)
    {
        ImageModelConfig? from = init ?? PresetOf(parsed);
        ModelFamily family = parsed.GetValue(_family) is { } kind ? ModelFamilies.All.First(family => family.Kind == kind)
            : from is null ? ModelFamilies.All[0] : ModelFamilies.Of(from);
        if (text is not null && !family.Capabilities.ReadsText)
        {
            IEnumerable<string> readers = ModelFamilies.All.Where(other => other.Capabilities.ReadsText).Select(other => $"'{other.Kind}'");
            throw new UsageException(
                $"{DataFlags.CaptionsName}: expected a network of a kind that reads text, {string.Join(" or ", readers)}; found '{family.Kind}'.");
        }
        try
        {
            JsonObject json = DefaultsOf(family, text);
            Take(from, json);
            foreach ((string member, Option option, JsonNode? value) in Given(parsed))
            {
                json[member] = !json.ContainsKey(member)
                    ? throw new UsageException(
                        $"{option.Name}: expected a preset of a family that has it, found '{family.Kind}', which has no such thing.")
                    : text is not null && member.StartsWith("class_", StringComparison.Ordinal)
                        ? throw new UsageException($"{option.Name}: expected none for a network that reads text and takes no classes.")
                        : value;
            }
            (json["image_size"], json["channels"], json["classes"]) = (data.Shape.Height, data.Shape.Channels, data.ClassCount);
            json["image_width"] = data.Shape.Width == data.Shape.Height ? null : data.Shape.Width;
            if (parsed.GetValue(_target) is null && init is null && data is not LatentDataset && !json.ContainsKey("learned_variance"))
            {
                json["target"] = "clean";
            }
            return family.ReadConfig(json.ToJsonString());
        }
        catch (InvalidDataException exception)
        {
            throw new UsageException($"train: {Names.In(exception.Message)}");
        }
    }

    /// <summary>All that a family's configurations say, as in the default network.</summary>
    private static JsonObject DefaultsOf(ModelFamily family, TextShape? text)
    {
        var json = new JsonObject
        {
            ["image_size"] = _defaults.PatchSize, ["channels"] = 1, ["classes"] = text is null ? 1 : 0, ["patch_size"] = _defaults.PatchSize,
            ["width"] = _defaults.Width, ["layers"] = _defaults.Layers, ["heads"] = _defaults.Heads,
        };
        if (text is not null)
        {
            json["text"] = new JsonObject { ["vocabulary"] = text.Vocabulary, ["max_tokens"] = text.MaxTokens };
        }
        return JsonNode.Parse(family.ReadConfig(json.ToJsonString()).ToJson())!.AsObject();
    }

    /// <summary>Takes over what another configuration says of the same things.</summary>
    private static void Take(ImageModelConfig? from, JsonObject json)
    {
        foreach ((string member, JsonNode? value) in from is null ? new JsonObject() : JsonNode.Parse(from.ToJson())!.AsObject())
        {
            if (json.ContainsKey(member))
            {
                json[member] = value?.DeepClone();
            }
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
            ("learned_variance", _learnedVariance, parsed.GetValue(_learnedVariance)),
        ];
        return all.Where(given => given.Value is not null);
    }
}
