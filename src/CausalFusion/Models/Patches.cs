using CausalFusion.Factorization;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>Images as sequences of patches, and back. A patch's values are ordered (row, column, channel); patches are in raster order.</summary>
internal static class Patches
{
    /// <summary>n c (h p) (w q) → n (h w) (p q c).</summary>
    /// <param name="images">Shape (N, C, H, W).</param>
    /// <param name="patchSize">Height and width of a patch; divides H and W.</param>
    /// <returns>Shape (N, H·W/p², p²·C), contiguous; the caller owns it.</returns>
    public static Tensor FromImages(Tensor images, int patchSize)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.shape is not [long n, long c, long height, long width] || height % patchSize != 0 || width % patchSize != 0)
        {
            throw new ArgumentException(
                $"Expected images of shape (N, C, H, W) with H and W multiples of {patchSize}; found ({string.Join(", ", images.shape)}).",
                nameof(images));
        }
        using var scope = NewDisposeScope();
        return images.reshape(n, c, height / patchSize, patchSize, width / patchSize, patchSize).permute(0, 2, 4, 3, 5, 1)
            .reshape(n, height / patchSize * (width / patchSize), patchSize * patchSize * c).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>n (h w) (p q c) → n c (h p) (w q).</summary>
    /// <param name="patches">Shape (N, L, P).</param>
    /// <param name="patchSize">Height and width of a patch.</param>
    /// <param name="grid">How the L patches lie.</param>
    /// <returns>Shape (N, C, H, W), contiguous; the caller owns it.</returns>
    /// <exception cref="ArgumentException">The patches are not as many, or not of this size.</exception>
    public static Tensor ToImages(Tensor patches, int patchSize, TokenGrid grid)
    {
        ArgumentNullException.ThrowIfNull(patches);
        if (patches.shape is not [long n, long tokens, long values] || values % (patchSize * patchSize) != 0 || tokens != grid.Count
            || grid.Frames != 1)
        {
            throw new ArgumentException(
                $"Expected patches of shape (N, {grid.Count}, {patchSize}·{patchSize}·C); found ({string.Join(", ", patches.shape)}).",
                nameof(patches));
        }
        long channels = values / (patchSize * patchSize);
        using var scope = NewDisposeScope();
        return patches.reshape(n, grid.Rows, grid.Columns, patchSize, patchSize, channels).permute(0, 5, 1, 3, 2, 4)
            .reshape(n, channels, grid.Rows * patchSize, grid.Columns * patchSize).contiguous().MoveToOuterDisposeScope();
    }
}
