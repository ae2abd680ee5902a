using CausalFusion.Checkpoints;

namespace CausalFusion.Autoencoders;

/// <summary>
/// What must be known of an autoencoder to use a network that was trained on its latents: kept with the network, and with cached latents.
/// </summary>
public sealed record LatentSpace
{
    /// <summary>The name of a model bundle's entry (<see cref="ModelBundleInfo.Entries"/>) that holds this as JSON.</summary>
    public const string EntryName = "latent_space";

    /// <summary>Channels of an image.</summary>
    public required int ImageChannels { get; init; }

    /// <summary>Channels of a latent.</summary>
    public required int LatentChannels { get; init; }

    /// <summary>Pixels along one side of what one latent position stands for.</summary>
    public required int Downsampling { get; init; }

    /// <summary>What a sampled latent was multiplied with: what the network generates is divided by it before it is decoded.</summary>
    public required double LatentScale { get; init; }

    /// <summary>The shape of the KL autoencoder; null for pixels.</summary>
    public KlAutoencoderConfig? Autoencoder { get; init; }

    /// <summary>A hash of the autoencoder's weights; null for pixels.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The latent space of an autoencoder.</summary>
    /// <param name="autoencoder">The autoencoder; its weights are read once, for the hash.</param>
    public static LatentSpace Of(IImageAutoencoder autoencoder)
    {
        ArgumentNullException.ThrowIfNull(autoencoder);
        var trained = autoencoder as KlAutoencoder;
        return new LatentSpace
        {
            ImageChannels = autoencoder.ImageChannels,
            LatentChannels = autoencoder.LatentChannels,
            Downsampling = autoencoder.Downsampling,
            LatentScale = autoencoder.LatentScale,
            Autoencoder = trained?.Config,
            Fingerprint = trained?.Fingerprint(),
        };
    }

    /// <summary>Checks that an autoencoder can decode what a network of this latent space generates.</summary>
    /// <param name="autoencoder">The autoencoder.</param>
    /// <exception cref="ArgumentException">It has other channels, another downsampling or another scale; the message names both.</exception>
    public void RequireFit(IImageAutoencoder autoencoder)
    {
        ArgumentNullException.ThrowIfNull(autoencoder);
        if ((autoencoder.ImageChannels, autoencoder.LatentChannels, autoencoder.Downsampling,
            autoencoder.LatentScale) != (ImageChannels, LatentChannels, Downsampling, LatentScale))
        {
            throw new ArgumentException(
                $"expected an autoencoder of {ImageChannels} image channels, {LatentChannels} latent channels, downsampling {Downsampling} and "
                + $"latent scale {LatentScale}, "
                + $"found one of {autoencoder.ImageChannels}, {autoencoder.LatentChannels}, {autoencoder.Downsampling} and "
                + $"{autoencoder.LatentScale}.",
                nameof(autoencoder));
        }
    }

    /// <summary>This latent space as JSON, the form in which a file holds it.</summary>
    public string ToJson() => ModelConfiguration.ToJson(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">A JSON object; unknown members are refused.</param>
    /// <exception cref="InvalidDataException">The text is not such an object, or a value is out of range.</exception>
    public static LatentSpace FromJson(string json) => ModelConfiguration.FromJson<LatentSpace>(json, space => space.Validate());

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">One is out of range.</exception>
    public void Validate()
    {
        ModelConfiguration.RequireAtLeast(1, ImageChannels);
        ModelConfiguration.RequireAtLeast(1, LatentChannels);
        ModelConfiguration.RequireAtLeast(1, Downsampling);
        if (!(LatentScale > 0) || !double.IsFinite(LatentScale))
        {
            throw new ArgumentException($"LatentScale must be positive; found {LatentScale}.");
        }
        Autoencoder?.Validate();
    }
}
