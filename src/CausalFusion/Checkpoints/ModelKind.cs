using CausalFusion.Files;

namespace CausalFusion.Checkpoints;

/// <summary>What a model bundle can hold, as its metadata say it.</summary>
public static class ModelKind
{
    /// <summary>A CausalFusion transformer. A bundle that doesn't say its kind is of this one.</summary>
    public const string CausalFusion = "causalfusion";

    /// <summary>A diffusion transformer with adaptive layer norms or with its conditions in the sequence.</summary>
    public const string DiT = "dit";

    /// <summary>A KL-regularized autoencoder of images.</summary>
    public const string KlAutoencoder = "kl-autoencoder";

    /// <summary>What kind of model a file holds: what it says, or what the names of its tensors show.</summary>
    /// <param name="file">The file; no weights are read.</param>
    /// <returns>The kind; null if the file does not say it and its tensors are like those of no known kind.</returns>
    public static string? Of(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Kind is not null)
        {
            return file.Kind;
        }
        IReadOnlyDictionary<string, TensorEntry> entries = file.Weights.Entries;
        return entries.ContainsKey("x_proj.weight") ? CausalFusion
            : entries.ContainsKey("x_embedder.proj.weight") ? DiT
            : entries.Keys.Any(name => name.EndsWith("encoder.conv_in.weight", StringComparison.Ordinal)) ? KlAutoencoder
            : null;
    }
}
