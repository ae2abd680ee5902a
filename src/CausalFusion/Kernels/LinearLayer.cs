using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>
/// A linear layer whose weights mean nothing until they are drawn or read: the tensor library's own draws them when it is made, which takes longer
/// than reading them from a file.
/// </summary>
internal sealed class LinearLayer : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter? _bias;

    /// <param name="inputs">Values K of an input.</param>
    /// <param name="outputs">Values N of an output.</param>
    /// <param name="hasBias">Whether there is a bias.</param>
    public LinearLayer(long inputs, long outputs, bool hasBias = true) : base(nameof(LinearLayer))
    {
        _weight = new Parameter(empty([outputs, inputs]));
        _bias = hasBias ? new Parameter(empty([outputs])) : null;
        RegisterComponents();
    }

    /// <summary>W, (N, K).</summary>
    public Parameter Weight => _weight;

    /// <summary>b, (N); null without one.</summary>
    public Parameter? Bias => _bias;

    /// <param name="x">(…, K).</param>
    /// <returns>x·Wᵀ + b, (…, N), in the caller's dispose scope.</returns>
    public override Tensor forward(Tensor x) => MatrixProduct.Linear(x, _weight, _bias);
}
