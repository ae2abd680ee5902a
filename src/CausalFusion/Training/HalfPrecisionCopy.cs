using CausalFusion.Kernels;
using CausalFusion.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Training;

/// <summary>A bfloat16 copy of a network, which computes; the float32 weights that it is made from are those that are trained.</summary>
internal sealed class HalfPrecisionCopy : IDisposable
{
    private readonly (Parameter Source, Parameter Copy)[] _weights;

    private readonly nn.Module _copy;

    /// <param name="source">The network with the float32 weights.</param>
    /// <param name="copy">Another network of its shape and on its device, which becomes the copy and this object's own.</param>
    public HalfPrecisionCopy(nn.Module source, nn.Module copy)
    {
        _copy = copy;
        copy.to(ScalarType.BFloat16);
        copy.train();
        Dictionary<string, Parameter> copies = copy.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        copy.OwnWeights();
        _weights = [.. source.named_parameters().Select(p => (p.parameter, copies[p.name]))];
        foreach ((Parameter weight, Parameter rounded) in _weights)
        {
            rounded.requires_grad_(weight.requires_grad);
        }
    }

    /// <summary>Rounds the present weights into the copy.</summary>
    public void Refresh()
    {
        TensorLists.Copy([.. _weights.Select(weight => weight.Copy)], [.. _weights.Select(weight => weight.Source)]);
    }

    /// <summary>Adds the copy's gradients to those of the float32 weights, and clears them.</summary>
    public void AddGradientsToSource()
    {
        using var noGrad = no_grad();
        foreach ((Parameter source, Parameter copy) in _weights)
        {
            using var scope = NewDisposeScope();
            if (copy.grad is not { } gradient)
            {
                continue;
            }
            if (source.grad is { } sum)
            {
                sum.add_(gradient.to(ScalarType.Float32));
            }
            else
            {
                source.grad = gradient.to(ScalarType.Float32);
            }
        }
        _copy.zero_grad();
    }

    /// <summary>Frees the copy.</summary>
    public void Dispose() => _copy.Dispose();
}
