namespace CausalFusion.Latents;

/// <summary>How the latents of a data set are kept.</summary>
public sealed record LatentCacheOptions
{
    /// <summary>Images in a file; the latents of that many are in memory while it is made. Default 2,048.</summary>
    public int ShardSize { get; init; } = 2048;

    /// <summary>Images that are encoded at once; mirrored ones are encoded after the others. Default 16.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Whether to encode each image mirrored as well, for training with flips. Default true.</summary>
    public bool Mirrored { get; init; } = true;

    /// <summary>Whether to keep half-precision numbers, which need half the room. Default false.</summary>
    public bool HalfPrecision { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public void Validate()
    {
        if (ShardSize < 1)
        {
            throw new ArgumentException($"ShardSize must be at least 1; found {ShardSize}.");
        }
        if (BatchSize < 1)
        {
            throw new ArgumentException($"BatchSize must be at least 1; found {BatchSize}.");
        }
    }
}
