using CausalFusion.Kernels;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>The transformer's MLP: Linear → tanh-GELU → Linear.</summary>
internal sealed class Mlp : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "fc1")]
    private readonly LinearLayer _expand;

    [ComponentName(Name = "fc2")]
    private readonly LinearLayer _contract;

    internal Mlp(int width, int hidden) : base(nameof(Mlp))
    {
        _expand = new LinearLayer(width, hidden);
        _contract = new LinearLayer(hidden, width);
        RegisterComponents();
    }

    /// <summary>The two layers.</summary>
    internal (LinearLayer Expand, LinearLayer Contract) Layers => (_expand, _contract);

    /// <summary>Checks the ratio of a configuration.</summary>
    /// <exception cref="ArgumentException">It gives no MLP.</exception>
    internal static void RequireRatio(double ratio, int width)
    {
        if (!(ratio > 0) || ratio * width is < 1 or > int.MaxValue)
        {
            throw new ArgumentException($"MlpRatio must give an MLP at least one unit wide; found {ratio} at width {width}.");
        }
    }

    /// <param name="x">Tokens, shape (N, T, D).</param>
    /// <returns>Tokens of the same shape.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return _contract.call(Activations.GeluTanh(_expand.call(x))).MoveToOuterDisposeScope();
    }
}
