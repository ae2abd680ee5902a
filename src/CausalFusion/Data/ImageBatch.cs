using CausalFusion.Conditions;
using static TorchSharp.torch;

namespace CausalFusion.Data;

/// <summary>The images of one training step and what they are of. The batch owns its tensor: no dispose scope does.</summary>
internal sealed class ImageBatch : IDisposable
{
    internal ImageBatch(long step, Tensor images, IReadOnlyList<Condition> conditions)
    {
        Step = step;
        Images = images;
        Conditions = conditions;
    }

    /// <summary>The number of the training step.</summary>
    public long Step { get; }

    /// <summary>The images: float32 (N, C, H, W), from −1 to 1; or their scaled latents.</summary>
    public Tensor Images { get; }

    /// <summary>What each of the N images is of.</summary>
    public IReadOnlyList<Condition> Conditions { get; }

    /// <summary>Frees the images.</summary>
    public void Dispose() => Images.Dispose();
}
