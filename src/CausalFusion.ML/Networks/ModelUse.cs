using CausalFusion.Models;

namespace CausalFusion.ML.Networks;

/// <summary>What a component does with a network, and so what a network must be able to.</summary>
/// <param name="Name">The component, as messages call it.</param>
/// <param name="Need">What it needs of a network, for the message.</param>
/// <param name="IsMet">Whether a network can do it.</param>
internal sealed record ModelUse(string Name, string Need, Func<ModelCapabilities, bool> IsMet)
{
    /// <summary>Generating, which every network can do.</summary>
    public static ModelUse Generating { get; } = new("GenerateImages", "a network that generates images", _ => true);

    /// <summary>Editing.</summary>
    public static ModelUse Editing { get; } = new("EditImages", "a network that keeps a part of an image, as CausalFusion can", can => can.CanEdit);

    /// <summary>Featurizing.</summary>
    public static ModelUse Featurizing { get; } =
        new("FeaturizeImages", "a network that gives features of clean images, as CausalFusion can", can => can.HasFeatures);

    /// <summary>Captioning.</summary>
    public static ModelUse Captioning { get; } = new("CaptionImages", "a network that reads and writes text", can => can.ReadsText);

    /// <summary>Why a network of a kind cannot be used so.</summary>
    public string Mismatch(string kind) => $"{Name} needs {Need}; found one of kind '{kind}'";

    /// <summary>Why a network cannot be used so.</summary>
    public string Mismatch(ImageModelConfig config) =>
        Mismatch(config.Kind) + (IsMet(config.Capabilities with { ReadsText = true }) ? " that takes classes" : "");

    /// <exception cref="ArgumentException">A network cannot be used so.</exception>
    public void Require(ImageModelConfig config)
    {
        if (!IsMet(config.Capabilities))
        {
            throw new ArgumentException($"{Mismatch(config)}.");
        }
    }
}
