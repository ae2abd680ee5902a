using Microsoft.ML;

namespace CausalFusion.Cli.Models;

/// <summary>What a word in the place of a model file means: a file, or one of the pretrained networks by its name.</summary>
internal static class NamedNetwork
{
    /// <summary>The networks' names, for help and messages.</summary>
    public static string Names { get; } = string.Join(", ", Pretrained.All.Select(network => network.Name));

    /// <summary>The pretrained network that is meant; null where it is a file.</summary>
    /// <param name="model">The word.</param>
    /// <param name="folder">Where files are looked for; the folder that the tool works in where null.</param>
    /// <exception cref="UsageException">It could be both.</exception>
    public static PretrainedNetwork? Find(string model, string? folder = null) => (
        Pretrained.TryFind(model, out PretrainedNetwork? network), Path.Exists(Path.Combine(folder ?? "", model))) switch
    {
        (true, true) => throw new UsageException(
            $"'{model}' is a pretrained network, and a file here: expected './{model}' for the file, or another folder to work in for the network."),
        (true, false) => network,
        _ => null,
    };

    /// <summary>The file that is meant.</summary>
    /// <param name="model">The word.</param>
    /// <exception cref="UsageException">It could be a file and a network, or is a name without an ending, and neither.</exception>
    public static string FileOf(string model) => Find(model)?.Path
        ?? (Path.Exists(model) || Path.GetFileName(model) != model || Path.HasExtension(model)
            ? model
            : throw new UsageException($"There is no file '{model}', and no pretrained network of that name: there are {Names}."));
}
