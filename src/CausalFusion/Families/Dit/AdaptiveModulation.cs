using CausalFusion.Kernels;
using CausalFusion.Native;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Families.Dit;

/// <summary>DiT's conditioning: SiLU → Linear from the condition to the shifts, scales and gates of a block (AdaLN).</summary>
internal sealed class AdaptiveModulation : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "1")]
    private readonly LinearLayer _linear;

    internal AdaptiveModulation(int width, int parts) : base(nameof(AdaptiveModulation))
    {
        _linear = new LinearLayer(width, (long)parts * width);
        RegisterComponents();
    }

    /// <param name="condition">Shape (N, D).</param>
    /// <returns>The parts side by side, shape (N, 1, parts·D): one for all tokens of a sample.</returns>
    public override Tensor forward(Tensor condition)
    {
        using var scope = NewDisposeScope();
        return _linear.call(nn.functional.silu(condition)).unsqueeze(1).MoveToOuterDisposeScope();
    }

    /// <summary>x·(1 + scale) + shift.</summary>
    /// <param name="x">Normalized tokens, shape (N, T, D).</param>
    /// <param name="shift">Shape (N, 1, D).</param>
    /// <param name="scale">Shape (N, 1, D).</param>
    /// <returns>Tokens of the same shape, in the caller's dispose scope.</returns>
    internal static Tensor Modulate(Tensor x, Tensor shift, Tensor scale)
    {
        using var scope = NewDisposeScope();
        return (x * scale.Plus(1)).Plus(shift).MoveToOuterDisposeScope();
    }
}
