using CausalFusion.Kernels;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Families.Dit;

/// <summary>DiT's head: a modulated LayerNorm, then a linear layer to the values of a patch.</summary>
internal sealed class DitHead : nn.Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "norm_final")]
    private readonly LayerNorm _norm;

    [ComponentName(Name = "linear")]
    private readonly LinearLayer _projection;

    [ComponentName(Name = "adaLN_modulation")]
    private readonly AdaptiveModulation _modulation;

    internal DitHead(DitConfig config) : base(nameof(DitHead))
    {
        _norm = nn.LayerNorm(config.Width, DitBlock.NormEpsilon, elementwise_affine: false);
        _projection = new LinearLayer(config.Width, checked(config.PatchSize * config.PatchSize * config.OutputChannels));
        _modulation = new AdaptiveModulation(config.Width, 2);
        RegisterComponents();
    }

    /// <param name="x">Tokens, shape (N, L, D).</param>
    /// <param name="condition">The timestep's embedding plus the class's, shape (N, D).</param>
    /// <returns>Patch values in the order row, column, channel; shape (N, L, p²·C).</returns>
    public override Tensor forward(Tensor x, Tensor condition)
    {
        using var scope = NewDisposeScope();
        Tensor[] parts = _modulation.call(condition).chunk(2, 2); // shift and scale, each (N, 1, D)
        Tensor modulated = AdaptiveModulation.Modulate(_norm.call(x), parts[0], parts[1]);
        return _projection.call(modulated).MoveToOuterDisposeScope();
    }
}
