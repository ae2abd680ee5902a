using static TorchSharp.torch;

namespace CausalFusion.Training;

/// <summary>
/// The processes that train one network together, each on its part of every batch. All of them make the same calls in the same order.
/// </summary>
/// <remarks>A process that fails leaves the others waiting: whatever runs them must end them all.</remarks>
public interface ITrainingGroup
{
    /// <summary>The number of this process, from 0. Process 0 alone reports and writes.</summary>
    int Rank { get; }

    /// <summary>The number of processes, at least 1.</summary>
    int Size { get; }

    /// <summary>Replaces each tensor by its mean over all processes.</summary>
    /// <param name="tensors">Floating-point tensors of the same shapes in all processes.</param>
    void AllReduceMean(IReadOnlyList<Tensor> tensors);

    /// <summary>Replaces each tensor by that of process 0.</summary>
    /// <param name="tensors">Tensors of the same shapes and types in all processes.</param>
    void Broadcast(IReadOnlyList<Tensor> tensors);

    /// <summary>Waits until every process has come here.</summary>
    void Barrier();
}
