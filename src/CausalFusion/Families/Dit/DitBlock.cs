using CausalFusion.Attention;
using CausalFusion.Models;
using CausalFusion.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Families.Dit;

/// <summary>A DiT block: attention, then MLP, each behind a modulated LayerNorm and on a gated residual branch (AdaLN-zero).</summary>
internal sealed class DitBlock : nn.Module<Tensor, Tensor, AttentionContext, Tensor>
{
    internal const double NormEpsilon = 1e-6;

    [ComponentName(Name = "norm1")]
    private readonly LayerNorm _norm1;

    [ComponentName(Name = "attn")]
    private readonly GeneralizedCausalAttention _attention;

    [ComponentName(Name = "norm2")]
    private readonly LayerNorm _norm2;

    [ComponentName(Name = "mlp")]
    private readonly Mlp _mlp;

    [ComponentName(Name = "adaLN_modulation")]
    private readonly AdaptiveModulation _modulation;

    internal DitBlock(int layer, DitConfig config) : base(nameof(DitBlock))
    {
        _norm1 = nn.LayerNorm(config.Width, NormEpsilon, elementwise_affine: false);
        _attention = new GeneralizedCausalAttention(layer, config.Width, config.Heads, qkNorm: false, qkvBias: true);
        _norm2 = nn.LayerNorm(config.Width, NormEpsilon, elementwise_affine: false);
        _mlp = new Mlp(config.Width, config.MlpWidth);
        _modulation = new AdaptiveModulation(config.Width, 6);
        RegisterComponents();
    }

    /// <param name="x">Tokens, shape (N, L, D).</param>
    /// <param name="condition">The timestep's embedding plus the class's, shape (N, D).</param>
    /// <param name="context">Every token sees every token.</param>
    /// <returns>Tokens of the same shape.</returns>
    public override Tensor forward(Tensor x, Tensor condition, AttentionContext context)
    {
        // What backward needs, autograd keeps; the rest is freed block by block.
        using var scope = NewDisposeScope();
        Tensor[] parts = _modulation.call(condition).chunk(6, 2); // shift, scale and gate of the attention, then of the MLP; each (N, 1, D)
        Tensor attended = x.Plus(parts[2] * _attention.call(AdaptiveModulation.Modulate(_norm1.call(x), parts[0], parts[1]), context));
        Tensor transformed = _mlp.call(AdaptiveModulation.Modulate(_norm2.call(attended), parts[3], parts[4]));
        return attended.Plus(parts[5] * transformed).MoveToOuterDisposeScope();
    }
}
