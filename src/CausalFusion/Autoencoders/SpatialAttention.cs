using CausalFusion.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Autoencoders;

/// <summary>Single-head attention among all positions, on a residual branch.</summary>
internal sealed class SpatialAttention : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "norm")]
    private readonly GroupNorm _norm;

    [ComponentName(Name = "q")]
    private readonly Conv2d _query;

    [ComponentName(Name = "k")]
    private readonly Conv2d _key;

    [ComponentName(Name = "v")]
    private readonly Conv2d _value;

    [ComponentName(Name = "proj_out")]
    private readonly Conv2d _projection;

    public SpatialAttention(int channels, int groups) : base(nameof(SpatialAttention))
    {
        _norm = Layers.Norm(groups, channels);
        _query = nn.Conv2d(channels, channels, kernel_size: 1L);
        _key = nn.Conv2d(channels, channels, kernel_size: 1L);
        _value = nn.Conv2d(channels, channels, kernel_size: 1L);
        _projection = nn.Conv2d(channels, channels, kernel_size: 1L);
        RegisterComponents();
    }

    /// <param name="x">Values, (N, C, H, W).</param>
    /// <returns>Values of the same shape.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor normed = _norm.call(x);
        Tensor attended = nn.functional.scaled_dot_product_attention(
            Positions(_query.call(normed)), Positions(_key.call(normed)), Positions(_value.call(normed))); // (N, 1, HW, C)
        return x.Plus(_projection.call(attended.squeeze(1).transpose(1, 2).reshape(x.shape))).MoveToOuterDisposeScope();

        static Tensor Positions(Tensor values) => values.flatten(2).transpose(1, 2).unsqueeze(1).contiguous(); // (N, C, H, W) → (N, 1, HW, C)
    }
}
