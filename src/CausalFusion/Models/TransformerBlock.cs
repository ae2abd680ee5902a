using CausalFusion.Attention;
using CausalFusion.Blocks;
using CausalFusion.Kernels;
using CausalFusion.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>A pre-norm transformer block: attention, then MLP, each on a residual branch.</summary>
internal sealed class TransformerBlock : nn.Module<Tensor, SequencePass, Tensor>
{
    [ComponentName(Name = "norm1")]
    private readonly LayerNorm _norm1;

    [ComponentName(Name = "attn")]
    private readonly GeneralizedCausalAttention _attention;

    [ComponentName(Name = "norm2")]
    private readonly LayerNorm _norm2;

    [ComponentName(Name = "mlp")]
    private readonly Mlp _mlp;

    internal TransformerBlock(int layer, TokenTransformerConfig config) : base(nameof(TransformerBlock))
    {
        _norm1 = nn.LayerNorm(config.Width);
        _attention = new GeneralizedCausalAttention(layer, config.Width, config.Heads, config.QkNorm);
        _norm2 = nn.LayerNorm(config.Width);
        _mlp = new Mlp(config.Width, config.MlpWidth);
        RegisterComponents();
    }

    /// <summary>The weights, as they are now.</summary>
    public BlockWeights Weights
    {
        get
        {
            (LinearLayer qkv, LinearLayer projection, Tensor[] norms) = _attention.Layers;
            (LinearLayer expand, LinearLayer contract) = _mlp.Layers;
            return new BlockWeights(
                _norm1.weight!, _norm1.bias!, qkv.Weight, norms, projection.Weight, projection.Bias!, _norm2.weight!, _norm2.bias!,
                expand.Weight, expand.Bias!, contract.Weight, contract.Bias!);
        }
    }

    /// <param name="x">Tokens, shape (R, D).</param>
    /// <param name="pass">The sequences that the rows are.</param>
    /// <returns>Tokens of the same shape.</returns>
    public override Tensor forward(Tensor x, SequencePass pass)
    {
        // What backward needs, autograd keeps; the rest is freed block by block.
        using var scope = NewDisposeScope();
        Tensor attended = x.Plus(_attention.Run(_norm1.call(x), pass));
        return attended.Plus(_mlp.call(_norm2.call(attended))).MoveToOuterDisposeScope();
    }
}
