using static TorchSharp.torch;

namespace CausalFusion.Data;

/// <summary>The images and labels of one training step. The batch owns its tensors: no dispose scope does.</summary>
public sealed class ImageBatch : IDisposable
{
    internal ImageBatch(long step, Tensor images, Tensor labels)
    {
        Step = step;
        Images = images;
        Labels = labels;
    }

    /// <summary>The number of the training step.</summary>
    public long Step { get; }

    /// <summary>The images: float32 (N, C, H, W), from −1 to 1; or their scaled latents.</summary>
    public Tensor Images { get; }

    /// <summary>Their classes: int64 (N).</summary>
    public Tensor Labels { get; }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }
}
