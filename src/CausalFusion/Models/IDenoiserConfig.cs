using CausalFusion.Checkpoints;

namespace CausalFusion.Models;

/// <summary>What the configurations of all networks that denoise images say: of their images, their tokens and their classes.</summary>
public interface IDenoiserConfig
{
    /// <summary>What kind of model it describes (<see cref="ModelKind"/>).</summary>
    string Kind { get; }

    /// <summary>Height and width of the image, or of its latent, in pixels.</summary>
    int ImageSize { get; }

    /// <summary>Channels of the image or latent.</summary>
    int Channels { get; }

    /// <summary>Height and width of a patch; one token stands for one patch.</summary>
    int PatchSize { get; }

    /// <summary>Width D of the transformer.</summary>
    int Width { get; }

    /// <summary>Number of transformer blocks.</summary>
    int Layers { get; }

    /// <summary>Number of attention heads.</summary>
    int Heads { get; }

    /// <summary>Number of classes, without the null class of classifier-free guidance.</summary>
    int Classes { get; }

    /// <summary>Index of the null class, which stands for "no class" in classifier-free guidance.</summary>
    int NullClass { get; }

    /// <summary>Tokens along one side of the image.</summary>
    int GridSize { get; }

    /// <summary>Number L of image tokens.</summary>
    int Tokens { get; }

    /// <summary>Values of one token: patch height × patch width × channels.</summary>
    int PatchDimension { get; }

    /// <summary>Number of parameters of the network, frozen ones included; computed without allocating them.</summary>
    long ParameterCount { get; }

    /// <summary>The configuration as JSON, the form in which a model file holds it.</summary>
    string ToJson();

    /// <summary>Whether a JSON text says the same: members that it leaves out have their defaults.</summary>
    /// <param name="json">The text.</param>
    bool IsSameAs(string json);

    /// <summary>The configuration of the network in a model file, of whichever kind it is: what the file says, or else what its weights show.</summary>
    /// <param name="file">The file, which says its kind, or whose tensors' names show it.</param>
    /// <param name="like">Where to take from what the weights do not show, of the file's kind; null takes a preset's.</param>
    /// <exception cref="ArgumentException"><paramref name="like"/> is of another kind than the file.</exception>
    /// <exception cref="InvalidDataException">The file holds no network that denoises images, or its weights leave open what its configuration is.</exception>
    /// <exception cref="StateDictMismatchException">The weights are not those of such a network.</exception>
    static IDenoiserConfig Of(ModelFile file, IDenoiserConfig? like = null)
    {
        string kind = ModelKind.Of(file) ?? ModelKind.CausalFusion;
        if (like is not null && like.Kind != kind)
        {
            throw new ArgumentException($"expected the configuration of a model of kind '{kind}', as '{file.Name}' holds one, found one of kind '{like.Kind}'.", nameof(like));
        }
        return kind switch
        {
            ModelKind.CausalFusion => CausalFusionConfig.Of(file, (CausalFusionConfig?)like),
            ModelKind.DiT => DitConfig.Of(file, (DitConfig?)like),
            _ => throw new InvalidDataException($"'{file.Name}': kind: expected a model of kind '{ModelKind.CausalFusion}' or '{ModelKind.DiT}', found '{kind}'."),
        };
    }
}
