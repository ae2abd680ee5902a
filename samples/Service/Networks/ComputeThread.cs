using System.Collections.Concurrent;

namespace CausalFusion.Samples.Service.Networks;

/// <summary>
/// A thread that tasks run on one after the other. The tensor library keeps memory, and further threads, for each thread that it was ever used on: on
/// whichever of the pool is free, a service's memory would grow for hours.
/// </summary>
internal sealed class ComputeThread : TaskScheduler, IDisposable
{
    private readonly BlockingCollection<Task> _tasks = [];

    /// <param name="name">What the thread is for.</param>
    public ComputeThread(string name) => new Thread(Work) { IsBackground = true, Name = name }.Start();

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs a function there. What it awaits goes on there, too.</summary>
    public Task<T> RunAsync<T>(Func<T> function, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(function, cancellationToken, TaskCreationOptions.DenyChildAttach, this);

    /// <summary>Takes no further tasks; the thread ends after those that are there.</summary>
    public void Dispose() => _tasks.CompleteAdding();

    protected override void QueueTask(Task task) => _tasks.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _tasks];

    private void Work()
    {
        foreach (Task task in _tasks.GetConsumingEnumerable())
        {
            TryExecuteTask(task);
        }
        _tasks.Dispose();
    }
}
