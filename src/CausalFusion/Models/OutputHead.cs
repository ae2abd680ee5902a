using CausalFusion.Kernels;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Families.CausalFusion;

/// <summary>The head: LayerNorm, then a linear layer to the values of a patch.</summary>
internal sealed class OutputHead : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "0")]
    private readonly LayerNorm _norm;

    [ComponentName(Name = "1")]
    private readonly LinearLayer _projection;

    internal OutputHead(int width, int patchDimension) : base(nameof(OutputHead))
    {
        _norm = nn.LayerNorm(width);
        _projection = new LinearLayer(width, patchDimension);
        RegisterComponents();
    }

    /// <param name="x">Tokens, shape (N, T, D).</param>
    /// <returns>Patch values, shape (N, T, P).</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return _projection.call(_norm.call(x)).MoveToOuterDisposeScope();
    }
}
