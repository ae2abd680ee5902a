using System.CommandLine;
using CausalFusion.Cli.Models;
using CausalFusion.Data;
using CausalFusion.Diffusion;
using CausalFusion.Latents;
using CausalFusion.Models;

namespace CausalFusion.Cli.Settings;

/// <summary>The options that say what shape a new network has. What the data say, its images' size and its classes, is not asked.</summary>
internal sealed class NetworkFlags
{
    private readonly Option<string?> _preset = new("--preset") { Description = "A preset to take the kind of network and its shape from, such as L or DiT-B/2; options beside it have precedence.", HelpName = "NAME" };

    private readonly Option<int?> _width = Number("--width", "Width of the network. Default: 192.");

    private readonly Option<int?> _layers = Number("--layers", "Blocks. Default: 6.");

    private readonly Option<int?> _heads = Number("--heads", "Attention heads; divides the width. Default: 6.");

    private readonly Option<int?> _patch = Number("--patch", "Height and width of a patch. Default: 2.");

    private readonly Option<int?> _classTokens = Number("--class-tokens", "Condition tokens that a class is embedded as. Default: 4.");

    private readonly Option<int?> _repeats = Number("--class-token-repeats", "How many times they are repeated in the sequence. Default: 1.");

    private readonly Option<bool?> _learnedPositions = new("--learned-positions") { Description = "Learn the position embedding instead of keeping it sinusoidal." };

    private readonly Option<PredictionTarget?> _target = new("--target") { Description = "What the network predicts: noise or clean. Default: clean for pixels, noise for latents.", HelpName = "TARGET" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_preset, _width, _layers, _heads, _patch, _classTokens, _repeats, _learnedPositions, _target])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether anything was said about the shape.</summary>
    public bool AreGiven(ParseResult parsed) =>
        ((Option[])[_preset, _width, _layers, _heads, _patch, _classTokens, _repeats, _learnedPositions, _target]).Any(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>The preset that was named; null if none was.</summary>
    public IDenoiserConfig? PresetOf(ParseResult parsed) => Presets.FindShape(parsed.GetValue(_preset));

    /// <summary>The shape of a network for a data set.</summary>
    /// <exception cref="UsageException">An option is none of a preset's kind of network.</exception>
    public IDenoiserConfig Of(ParseResult parsed, ITrainingDataset data)
    {
        (int imageSize, int channels) = (data.Shape.Height, data.Shape.Channels);
        IDenoiserConfig? preset = PresetOf(parsed);
        if (preset is DitConfig dit)
        {
            if (((Option[])[_classTokens, _repeats, _learnedPositions, _target]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } foreign)
            {
                throw new UsageException($"{foreign.Name}: expected a CausalFusion preset, found DiT, which has no such thing.");
            }
            return dit with
            {
                ImageSize = imageSize,
                Channels = channels,
                Classes = data.ClassCount,
                Width = parsed.GetValue(_width) ?? dit.Width,
                Layers = parsed.GetValue(_layers) ?? dit.Layers,
                Heads = parsed.GetValue(_heads) ?? dit.Heads,
                PatchSize = parsed.GetValue(_patch) ?? dit.PatchSize,
            };
        }
        CausalFusionConfig start = (CausalFusionConfig?)preset ?? new CausalFusionConfig
        {
            ImageSize = imageSize, Channels = channels, PatchSize = 2, Width = 192, Layers = 6, Heads = 6, Classes = data.ClassCount,
        };
        return start with
        {
            ImageSize = imageSize,
            Channels = channels,
            Classes = data.ClassCount,
            Width = parsed.GetValue(_width) ?? start.Width,
            Layers = parsed.GetValue(_layers) ?? start.Layers,
            Heads = parsed.GetValue(_heads) ?? start.Heads,
            PatchSize = parsed.GetValue(_patch) ?? start.PatchSize,
            ClassTokens = parsed.GetValue(_classTokens) ?? start.ClassTokens,
            ClassTokenRepeats = parsed.GetValue(_repeats) ?? start.ClassTokenRepeats,
            LearnedPositions = parsed.GetValue(_learnedPositions) ?? start.LearnedPositions,
            Target = parsed.GetValue(_target) ?? (data is LatentDataset ? start.Target : PredictionTarget.Clean),
        };
    }

    private static Option<int?> Number(string name, string description) => new(name) { Description = description, HelpName = "N" };
}
