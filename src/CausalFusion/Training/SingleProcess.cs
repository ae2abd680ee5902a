using static TorchSharp.torch;

namespace CausalFusion.Training;

/// <summary>A group of one process, for which there is nothing to exchange.</summary>
internal sealed class SingleProcess : ITrainingGroup
{
    private SingleProcess()
    {
    }

    public static SingleProcess Instance { get; } = new();

    public int Rank => 0;

    public int Size => 1;

    public void AllReduceMean(IReadOnlyList<Tensor> tensors)
    {
    }

    public void Broadcast(IReadOnlyList<Tensor> tensors)
    {
    }

    public void Barrier()
    {
    }
}
