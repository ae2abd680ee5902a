using CausalFusion.Kernels;
using CausalFusion.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>A bfloat16 copy of a network, which computes; the float32 weights that it is made from are those that are trained.</summary>
internal sealed class HalfPrecisionCopy : IDisposable
{
    private readonly (Parameter Source, Parameter Copy)[] _weights;

    /// <param name="source">The network with the float32 weights.</param>
    public HalfPrecisionCopy(ImageModel source)
    {
        Network = source.Sibling();
        Network.to(ScalarType.BFloat16);
        Network.train(source.training);
        Dictionary<string, Parameter> copies = Network.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Network.OwnWeights();
        _weights = [.. source.named_parameters().Select(p => (p.parameter, copies[p.name]))];
        foreach ((Parameter weight, Parameter rounded) in _weights)
        {
            rounded.requires_grad_(weight.requires_grad);
        }
    }

    /// <summary>The copy, which is this object's own.</summary>
    public ImageModel Network { get; }

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
                sum.PlusInPlace(gradient.to(ScalarType.Float32));
            }
            else
            {
                source.grad = gradient.to(ScalarType.Float32);
            }
        }
        Network.zero_grad();
    }

    /// <summary>Frees the copy.</summary>
    public void Dispose() => Network.Dispose();
}
