using CausalFusion.Kernels;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>A head: LayerNorm, then a linear layer to the values of a patch, or to the logits of a vocabulary.</summary>
internal sealed class OutputHead : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "0")]
    private readonly LayerNorm _norm;

    [ComponentName(Name = "1")]
    private readonly LinearLayer _projection;

    internal OutputHead(int width, int outputs, bool hasBias = true) : base(nameof(OutputHead))
    {
        _norm = nn.LayerNorm(width);
        _projection = new LinearLayer(width, outputs, hasBias);
        RegisterComponents();
    }

    /// <param name="x">Tokens, shape (…, D).</param>
    /// <returns>Their values, shape (…, P).</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return _projection.call(_norm.call(x)).MoveToOuterDisposeScope();
    }
}
