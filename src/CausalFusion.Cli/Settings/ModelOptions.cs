using System.CommandLine;
using CausalFusion.Checkpoints;
using CausalFusion.Cli.Models;
using CausalFusion.Families;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Cli.Settings;

/// <summary>The options that say what to take from a model file.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string?> _part = new("--part")
    {
        Description = "Which of the models in a checkpoint to take, such as ema or model, or of the steps of a zip of ML.NET, such as Transform_001. "
            + "Default: the averaged one, if there is one.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _like = new("--like")
    {
        Description = "The preset from which to take what bare weights do not show: the sizes of patches and channels, the heads where there is "
            + "no QK-norm, the "
            + "conditioning on time, the target.",
        HelpName = "PRESET",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_part);
        command.Options.Add(_like);
    }

    /// <summary>The part that was asked for; null if none was.</summary>
    public string? PartOf(ParseResult parsed) => parsed.GetValue(_part);

    /// <summary>The preset that was named; null if none was.</summary>
    /// <exception cref="UsageException">
    /// There is none of this name, or it is one of another kind of model than the file, where there is one.
    /// </exception>
    public ImageModelConfig? LikeOf(ParseResult parsed, ModelFile? file)
    {
        ImageModelConfig? like = PresetNames.FindShape(parsed.GetValue(_like));
        string? kind = file is null ? null : InputException.Guard(file.Name, () => ModelFamilies.Find(file))?.Kind;
        return like is null || kind is null || like.Kind == kind
            ? like
            : throw new UsageException($"--like: expected a preset of a model of kind '{kind}', as the file is, found one of kind '{like.Kind}'.");
    }

    /// <summary>Opens a model file, or a pretrained network by its name, and takes the part that was asked for.</summary>
    /// <exception cref="UsageException">There is neither, or both.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or no model file.</exception>
    public ModelFile Open(ParseResult parsed, string model)
    {
        string path = NamedNetwork.FileOf(model);
        return InputException.Guard(path, () => ModelFile.Open(path, PartOf(parsed)));
    }

    /// <summary>What the network in a file is.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or holds none.</exception>
    public static ImageModelConfig ConfigOf(ModelFile file, ImageModelConfig? like) =>
        InputException.Guard(file.Name, () => ModelFamilies.ConfigOf(file, like));

    /// <summary>Loads the network of a file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or holds none.</exception>
    public static ImageModel Load(ModelFile file, ImageModelConfig? like, Device device) =>
        InputException.Guard(file.Name, () => ModelFamilies.Load(file, like, device));
}
