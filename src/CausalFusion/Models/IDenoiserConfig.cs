namespace CausalFusion.Models;

/// <summary>What the configurations of all networks that denoise images say: of their images, their tokens and their classes.</summary>
public interface IDenoiserConfig
{
    /// <summary>Height and width of the image, or of its latent, in pixels.</summary>
    int ImageSize { get; }

    /// <summary>Channels of the image or latent.</summary>
    int Channels { get; }

    /// <summary>Height and width of a patch; one token stands for one patch.</summary>
    int PatchSize { get; }

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

    /// <summary>Whether a JSON text says the same: members that it leaves out have their defaults, as in files from before there were such members.</summary>
    /// <param name="json">The text.</param>
    bool IsSameAs(string json);
}
