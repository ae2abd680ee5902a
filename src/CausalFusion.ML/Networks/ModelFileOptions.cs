using CausalFusion.Models;

namespace CausalFusion.ML;

/// <summary>What is to be known of a network beside its file; for a network from a fitted transformer there is nothing.</summary>
public abstract class ModelFileOptions
{
    private protected ModelFileOptions()
    {
    }

    /// <summary>
    /// The file of the KL autoencoder between the network's latents and images: a bundle, or a published checkpoint of MAR's or Stable Diffusion's.
    /// Null (the default) for a network of pixels.
    /// </summary>
    public string? AutoencoderFile { get; set; }

    /// <summary>
    /// What to assume of a published checkpoint where its weights leave something open (<see cref="Families.ModelFamilies.ConfigOf"/>), for instance
    /// the preset that it was trained as; of the checkpoint's kind. Null (the default) if there is nothing to say.
    /// </summary>
    public ImageModelConfig? Like { get; set; }
}
