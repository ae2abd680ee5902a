using CausalFusion.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Training;

/// <summary>A bfloat16 copy of a network, which computes; the float32 weights that it is made from are those that are trained.</summary>
internal sealed class HalfPrecisionCopy : IDisposable
{
    private readonly (Parameter Source, Parameter Copy)[] _weights;

    /// <param name="source">The network with the float32 weights.</param>
    public HalfPrecisionCopy(CausalFusionModel source)
    {
        Model = new CausalFusionModel(source.Config, device: source.Device) { GradientCheckpointing = source.GradientCheckpointing };
        Model.to(ScalarType.BFloat16);
        Model.train();
        Dictionary<string, Parameter> copies = Model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (Parameter copy in copies.Values)
        {
            copy.DetachFromDisposeScope();
        }
        _weights = [.. source.named_parameters().Select(p => (p.parameter, copies[p.name]))];
        foreach ((Parameter weight, Parameter copy) in _weights)
        {
            copy.requires_grad_(weight.requires_grad);
        }
    }

    /// <summary>The copy.</summary>
    public CausalFusionModel Model { get; }

    /// <summary>Rounds the present weights into the copy.</summary>
    public void Refresh()
    {
        using var noGrad = no_grad();
        foreach ((Parameter source, Parameter copy) in _weights)
        {
            using var scope = NewDisposeScope();
            copy.copy_(source);
        }
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
        Model.zero_grad();
    }

    /// <summary>Frees the copy.</summary>
    public void Dispose() => Model.Dispose();
}
