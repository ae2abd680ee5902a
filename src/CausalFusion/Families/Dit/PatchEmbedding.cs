using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Families.Dit;

/// <summary>Embeds the patches of an image, as DiT does: a convolution whose kernel and stride are the patch.</summary>
internal sealed class PatchEmbedding : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "proj")]
    private readonly Conv2d _projection;

    internal PatchEmbedding(int channels, int patchSize, int width) : base(nameof(PatchEmbedding))
    {
        _projection = nn.Conv2d(channels, width, patchSize, stride: patchSize);
        RegisterComponents();
    }

    /// <param name="images">Shape (N, C, H, W).</param>
    /// <returns>Tokens in raster order, shape (N, L, D).</returns>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        return _projection.call(images).flatten(2).transpose(1, 2).MoveToOuterDisposeScope();
    }
}
