using CausalFusion.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Training;

/// <summary>A moving average of a network's weights, the weights to sample with.</summary>
internal sealed class ExponentialMovingAverage : IDisposable
{
    private readonly List<(string Name, Parameter Source, Tensor Average)> _entries = [];
    private readonly double _decay;

    /// <param name="module">The network; its present weights are the first average.</param>
    /// <param name="decay">The decay in [0, 1) that is reached after a warm-up.</param>
    /// <param name="device">Where to keep the averages; beside the weights where null.</param>
    public ExponentialMovingAverage(nn.Module module, double decay, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        _decay = decay;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach ((string name, Parameter parameter) in module.named_parameters())
        {
            _entries.Add((name, parameter, parameter.detach().to(device ?? parameter.device, copy: true).DetachFromDisposeScope()));
        }
    }

    /// <summary>The averages by parameter name, owned by this object.</summary>
    public IEnumerable<(string Name, Tensor Average)> Averages => _entries.Select(e => (e.Name, e.Average));

    /// <summary>The decay of the t-th update: min(decay, (1 + t)/(10 + t)), so that a short run does not average in its first weights.</summary>
    /// <param name="update">t, counted from 1.</param>
    public double DecayAt(int update) => Math.Min(_decay, (1.0 + update) / (10.0 + update));

    /// <summary>Moves the average toward the present weights.</summary>
    /// <param name="update">The number of this update, from 1.</param>
    public void Update(int update)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        (string, Parameter Source, Tensor Average)[] trained = [.. _entries.Where(entry => entry.Source.requires_grad)];
        TensorLists.Lerp(
            [.. trained.Select(entry => entry.Average)], [.. trained.Select(entry => entry.Source.to(entry.Average.device))], 1 - DecayAt(update));
    }

    /// <summary>Puts the averages into the network.</summary>
    public void CopyToSource()
    {
        using var noGrad = no_grad();
        foreach ((_, Parameter source, Tensor average) in _entries)
        {
            using var scope = NewDisposeScope();
            source.copy_(average);
        }
    }

    /// <summary>Frees the averages.</summary>
    public void Dispose()
    {
        foreach ((_, _, Tensor average) in _entries)
        {
            average.Dispose();
        }
    }
}
