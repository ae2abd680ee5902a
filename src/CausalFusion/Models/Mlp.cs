using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>The transformer's MLP: Linear → tanh-GELU → Linear.</summary>
public sealed class Mlp : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "fc1")]
    private readonly Linear _expand;

    [ComponentName(Name = "fc2")]
    private readonly Linear _contract;

    internal Mlp(int width, int hidden) : base(nameof(Mlp))
    {
        _expand = nn.Linear(width, hidden);
        _contract = nn.Linear(hidden, width);
        RegisterComponents();
    }

    /// <param name="x">Tokens, shape (N, T, D).</param>
    /// <returns>Tokens of the same shape.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return _contract.call(Activations.GeluTanh(_expand.call(x))).MoveToOuterDisposeScope();
    }
}
