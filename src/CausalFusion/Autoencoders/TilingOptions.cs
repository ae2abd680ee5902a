namespace CausalFusion.Autoencoders;

/// <summary>
/// How an autoencoder works when memory is short: on overlapping square tiles one after the other, blended linearly where they overlap.
/// </summary>
/// <remarks>
/// Peak memory then depends on the tile, not on the image. An image that fits one tile comes out as without tiling. Otherwise the result differs a
/// little everywhere, not only at the seams, because the autoencoder's norms and attentions see a tile instead of the image; larger tiles differ
/// less.
/// </remarks>
public sealed record TilingOptions
{
    /// <summary>Height and width of a tile in pixels; a multiple of the autoencoder's downsampling. Default 512.</summary>
    public int TileSize { get; init; } = 512;

    /// <summary>
    /// Pixels that a tile shares with the next, at least; a multiple of the autoencoder's downsampling, at most half of <see cref="TileSize"/>.
    /// Default 128.
    /// </summary>
    public int Overlap { get; init; } = 128;

    /// <summary>Checks the options.</summary>
    /// <param name="downsampling">The autoencoder's downsampling.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public void Validate(int downsampling)
    {
        if (TileSize < downsampling || TileSize % downsampling != 0)
        {
            throw new ArgumentException($"TileSize must be a positive multiple of {downsampling}, the autoencoder's downsampling; found {TileSize}.");
        }
        if (Overlap < 0 || Overlap > TileSize / 2 || Overlap % downsampling != 0)
        {
            throw new ArgumentException($"Overlap must be a multiple of {downsampling}, the autoencoder's downsampling, from 0 to half of "
                + $"TileSize; found {Overlap} of {TileSize}.");
        }
    }
}
