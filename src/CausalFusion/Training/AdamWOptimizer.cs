using CausalFusion.Kernels;
using TorchSharp.Modules;
using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Training;

/// <summary>AdamW (Loshchilov and Hutter 2019) over the weights of a network, a step in one native call.</summary>
internal sealed class AdamWOptimizer : IDisposable
{
    private readonly Parameter[] _parameters;
    private readonly TrainingOptions _options;
    private readonly Tensor _step;

    /// <param name="parameters">The weights, which stay their owner's.</param>
    /// <param name="options">β₁, β₂, ε and the weight decay.</param>
    public AdamWOptimizer(IReadOnlyList<Parameter> parameters, TrainingOptions options)
    {
        _parameters = [.. parameters];
        _options = options;
        using var noGrad = no_grad();
        Averages = [.. _parameters.Select(parameter => zeros_like(parameter).DetachFromDisposeScope())];
        Squares = [.. _parameters.Select(parameter => zeros_like(parameter).DetachFromDisposeScope())];
        _step = tensor(0f, device: _parameters[0].device).DetachFromDisposeScope();
    }

    /// <summary>The moving averages of the gradients, in the order of the weights.</summary>
    public Tensor[] Averages { get; }

    /// <summary>The moving averages of the gradients' squares.</summary>
    public Tensor[] Squares { get; }

    /// <summary>Changes the weights by their gradients.</summary>
    /// <param name="gradients">The gradients, in the order of the weights.</param>
    /// <param name="step">The number of the step, from 1.</param>
    /// <param name="learningRate">Its learning rate.</param>
    public void Step(Tensor[] gradients, int step, double learningRate)
    {
        _step.fill_(Kept(step));
        TensorLists.AdamW(
            _parameters, gradients, Averages, Squares, _step, learningRate, _options.Beta1, _options.Beta2, _options.WeightDecay, _options.Epsilon);
    }

    /// <summary>Frees what it keeps; the weights stay.</summary>
    public void Dispose()
    {
        foreach (Tensor state in Averages.Concat(Squares).Append(_step))
        {
            state.Dispose();
        }
    }
}
