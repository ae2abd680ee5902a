using CausalFusion.Kernels;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Attention;

/// <summary>Multi-head attention, by default with QK-norm, in which each token sees what the attention layout says (paper, §4 and App. A).</summary>
internal sealed class GeneralizedCausalAttention : nn.Module<Tensor, AttentionContext, Tensor>
{
    /// <summary>Of the QK-norms.</summary>
    internal const double Epsilon = 1e-5;

    [ComponentName(Name = "qkv")]
    private readonly LinearLayer _qkv;

    [ComponentName(Name = "proj")]
    private readonly LinearLayer _projection;

    [ComponentName(Name = "q_norm")]
    private readonly LayerNorm? _queryNorm;

    [ComponentName(Name = "k_norm")]
    private readonly LayerNorm? _keyNorm;

    private readonly int _layer, _heads, _headDimension;

    internal GeneralizedCausalAttention(
        int layer, int width, int heads, bool qkNorm = true, bool qkvBias = false) : base(nameof(GeneralizedCausalAttention))
    {
        _layer = layer;
        _heads = heads;
        _headDimension = width / heads;
        _qkv = new LinearLayer(width, 3L * width, hasBias: qkvBias);
        _projection = new LinearLayer(width, width);
        if (qkNorm)
        {
            _queryNorm = nn.LayerNorm(_headDimension, Epsilon);
            _keyNorm = nn.LayerNorm(_headDimension, Epsilon);
        }
        RegisterComponents();
    }

    /// <summary>The projections, and weight and bias of the query norm and the key norm, none without QK-norm.</summary>
    internal (LinearLayer Qkv, LinearLayer Projection, Tensor[] Norms) Layers => (_qkv, _projection, Norms());

    /// <param name="x">Tokens, shape (N, T, D).</param>
    /// <param name="context">Who sees whom, and the cached keys and values.</param>
    /// <returns>Tokens of the same shape.</returns>
    public override Tensor forward(Tensor x, AttentionContext context)
    {
        using var scope = NewDisposeScope();
        return _projection.call(Attended(_qkv.call(x), context)).MoveToOuterDisposeScope();
    }

    /// <summary>The attention of all sequences of a pass.</summary>
    /// <param name="rows">Tokens, shape (R, D).</param>
    /// <param name="pass">The groups that the rows are.</param>
    /// <returns>Tokens of the same shape, in the caller's dispose scope.</returns>
    internal Tensor Run(Tensor rows, SequencePass pass)
    {
        using var scope = NewDisposeScope();
        Tensor qkv = _qkv.call(rows);
        Tensor[] attended =
        [
            .. pass.Places().Select(place => Attended(
                qkv.narrow(0, place.Row, place.Group.Rows).view(place.Group.Sequences, place.Group.Tokens, qkv.shape[1]), place.Group.Context)
                .view(place.Group.Rows, rows.shape[1])),
        ];
        return _projection.call(attended is [Tensor only] ? only : cat(attended, 0)).MoveToOuterDisposeScope();
    }

    /// <summary>The same as the fused kernel, from the tensor library's operators: for other devices and number types.</summary>
    /// <param name="qkv">The projection, shape (N, T, 3·D).</param>
    /// <param name="context">Who sees whom, and the cached keys and values.</param>
    /// <returns>The heads' outputs side by side, shape (N, T, D).</returns>
    internal Tensor Attend(Tensor qkv, AttentionContext context)
    {
        using var scope = NewDisposeScope();
        long batch = qkv.shape[0], length = qkv.shape[1];
        Tensor[] parts = qkv.view(batch, length, 3, _heads, _headDimension).permute(2, 0, 3, 1, 4).unbind(0); // 3 × (N, H, T, d)
        Tensor queries = _queryNorm?.call(parts[0]) ?? parts[0], keys = _keyNorm?.call(parts[1]) ?? parts[1], values = parts[2];
        if (context.Cache is { } cache)
        {
            (keys, values) = cache.Extend(_layer, keys, values);
        }
        return ComposedAttention.Apply(queries, keys, values, context).MoveToOuterDisposeScope();
    }

    private Tensor Attended(Tensor qkv, AttentionContext context) => FusedAttention.IsSupported(qkv)
        ? FusedAttention.Apply(qkv, Norms(), _heads, Epsilon, _layer, context)
        : Attend(qkv, context);

    private Tensor[] Norms() => _queryNorm is { } query && _keyNorm is { } key ? [query.weight!, query.bias!, key.weight!, key.bias!] : [];
}
