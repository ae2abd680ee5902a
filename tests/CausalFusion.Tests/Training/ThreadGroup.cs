using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Training;

/// <summary>A group whose processes are threads of this one, to test what several processes do.</summary>
internal sealed class ThreadGroup : ITrainingGroup
{
    private readonly Exchange _exchange;

    private ThreadGroup(int rank, Exchange exchange)
    {
        Rank = rank;
        _exchange = exchange;
    }

    public int Rank { get; }

    public int Size => _exchange.Given.Length;

    /// <summary>Runs the same on every member of a group, each on a thread of its own.</summary>
    public static T[] Run<T>(int size, Func<ITrainingGroup, T> work)
    {
        var exchange = new Exchange(size);
        var results = new T[size];
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, size).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = work(new ThreadGroup(rank, exchange));
            }
            catch (Exception exception)
            {
                failure ??= exception;
                exchange.Barrier.RemoveParticipant();
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return failure is null ? results : throw new InvalidOperationException("A member of the group failed.", failure);
    }

    public void AllReduceMean(IReadOnlyList<Tensor> tensors) => Replace(tensors, given => given.Aggregate((sum, next) => sum + next) / given.Length);

    public void Broadcast(IReadOnlyList<Tensor> tensors) => Replace(tensors, given => given[0].clone());

    void ITrainingGroup.Barrier() => _exchange.Barrier.SignalAndWait();

    private void Replace(IReadOnlyList<Tensor> tensors, Func<Tensor[], Tensor> combine)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _exchange.Given[Rank] = [.. tensors];
        _exchange.Barrier.SignalAndWait();
        Tensor[] combined = [.. Enumerable.Range(0, tensors.Count).Select(i => combine([.. _exchange.Given.Select(given => given[i])]))];
        _exchange.Barrier.SignalAndWait();
        for (int i = 0; i < combined.Length; i++)
        {
            tensors[i].copy_(combined[i]);
        }
        _exchange.Barrier.SignalAndWait();
    }

    private sealed class Exchange(int size)
    {
        public Barrier Barrier { get; } = new(size);

        public Tensor[][] Given { get; } = new Tensor[size][];
    }
}
