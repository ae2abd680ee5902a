using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Dit;
using CausalFusion.Families.Transfusion;
using CausalFusion.Files;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Families;

/// <summary>The families of networks that this library knows: the one place where they are named.</summary>
public static class ModelFamilies
{
    /// <summary>Every family; a network that is to be trained is of the first unless another is named.</summary>
    internal static IReadOnlyList<ModelFamily> All { get; } = [CausalFusionFamily.Instance, TransfusionFamily.Instance, DitFamily.Instance];

    /// <summary>The published shapes of all families by name; case does not matter.</summary>
    public static IReadOnlyDictionary<string, ImageModelConfig> Presets { get; } = new OrderedDictionary<string, ImageModelConfig>(
        All.SelectMany(family => family.Presets), StringComparer.OrdinalIgnoreCase);

    /// <summary>The family of a configuration.</summary>
    /// <param name="config">The configuration.</param>
    internal static ModelFamily Of(ImageModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return All.First(family => family.Kind == config.Kind);
    }

    /// <summary>The family of the network in a file: what the file says, or what the names of its tensors show.</summary>
    /// <param name="file">The file; no weights are read.</param>
    /// <returns>The family; null if the file says another kind of model, or shows none.</returns>
    internal static ModelFamily? Find(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Kind is { } kind
            ? All.FirstOrDefault(family => family.Kind == kind)
            : All.FirstOrDefault(family => family.Recognizes(file.Weights));
    }

    /// <summary>The configuration of the network in a model file: what the file says, or else what its weights show.</summary>
    /// <param name="file">The file, which says its family, or whose tensors' names show it.</param>
    /// <param name="like">Where to take from what the weights do not show, of the file's family; null takes a preset's.</param>
    /// <exception cref="ArgumentException"><paramref name="like"/> is of another family than the file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file holds no network that denoises images, or its weights leave open what it or its configuration is.
    /// </exception>
    /// <exception cref="StateDictMismatchException">The weights are not those of such a network.</exception>
    public static ImageModelConfig ConfigOf(ModelFile file, ImageModelConfig? like = null) => Required(file).ConfigOf(file, like);

    /// <summary>Builds a network with initial weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="ArgumentException">The configuration cannot be built.</exception>
    public static ImageModel Create(ImageModelConfig config, ulong seed = 0, Device? device = null) => Of(config).Build(config, seed, device);

    /// <summary>Loads a model file, whichever family its network is of: our own, a published checkpoint, or bare weights.</summary>
    /// <param name="path">A model bundle, a checkpoint of a training (the averaged weights are taken), or a state dict.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">
    /// The file is none of these, is damaged, of a newer version, or leaves open what its configuration is.
    /// </exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    public static ImageModel Load(string path, Device? device = null)
    {
        using ModelFile file = ModelFile.Open(path);
        return Load(file, device: device);
    }

    /// <summary>Builds the network of an open model file, whichever its family, and fills it.</summary>
    /// <param name="file">The file; it stays open.</param>
    /// <param name="like">What to assume where the file has no configuration and the weights do not show it, of the file's family.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="ArgumentException"><paramref name="like"/> is of another family than the file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file holds no network that denoises images, its configuration cannot be read, or leaves something open.
    /// </exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    public static ImageModel Load(ModelFile file, ImageModelConfig? like = null, Device? device = null) => Required(file).Load(file, like, device);

    /// <summary>Builds the network of an open bundle, whichever its family, and fills it.</summary>
    /// <param name="bundle">The bundle; it stays open.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">The bundle holds another kind of model, or its configuration cannot be read.</exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    internal static ImageModel Load(ModelBundle bundle, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ModelFamily family = All.FirstOrDefault(family => family.Kind == bundle.Info.Kind) ?? throw Unknown(bundle.Weights.Name, bundle.Info.Kind);
        return family.Load(bundle, device);
    }

    /// <summary>What is said of weights that are of no kind that is known.</summary>
    /// <param name="file">The file.</param>
    internal static string DescribeUnknown(ModelFile file)
    {
        const int Shown = 5;
        string[] names = [.. file.Weights.Entries.Keys];
        string found = names.Length == 0
            ? "no tensors"
            : string.Join(", ", names.Take(Shown).Select(SafetensorsHeader.Quote))
                + (names.Length > Shown ? $" and {names.Length - Shown} more" : "");
        IEnumerable<string> tried = All.Where(family => family.Landmarks.Count > 0)
            .Select(family => $"'{family.Kind}' ({string.Join(" or ", family.Landmarks)})")
            .Append($"'{KlAutoencoderConfig.Kind}' ({KlAutoencoder.Landmark})");
        string[] parts = [.. names
            .SelectMany(name => All.SelectMany(family => family.Landmarks).Where(mark => name.EndsWith("." + mark, StringComparison.Ordinal))
                .Select(mark => name[..^(mark.Length + 1)]))
            .Distinct().Take(Shown)];
        string hint = parts.Length > 0 ? $"; there is one in {string.Join(", ", parts.Select(SafetensorsHeader.Quote))}: name the part"
            : names.Contains("text_embed.weight") ? "; they read text, and do not show which of "
                + $"{string.Join(" and ", All.Where(family => family.Capabilities.ReadsText).Select(family => $"'{family.Kind}'"))} the network is"
            : "";
        return $"expected the weights of a model of a kind that is known, by a tensor of its own: {string.Join(", ", tried)}; found {found}{hint}";
    }

    private static ModelFamily Required(ModelFile file)
    {
        string? other = file.Kind ?? (KlAutoencoder.Recognizes(file) ? KlAutoencoderConfig.Kind : null);
        return Find(file) ?? throw (other is null ? new InvalidDataException($"'{file.Name}': {DescribeUnknown(file)}.") : Unknown(file.Name, other));
    }

    private static InvalidDataException Unknown(string file, string kind) =>
        new($"'{file}': kind: expected a model of kind {string.Join(" or ", All.Select(family => $"'{family.Kind}'"))}, found '{kind}'.");
}
