using System.Collections.Concurrent;

namespace CausalFusion.Generation;

/// <summary>A thread of its own that work on networks is done on, one piece after the other: for servers.</summary>
/// <remarks>
/// The tensor library keeps memory, and further threads, for each thread that it was ever used on. On whichever thread of the pool is free, the
/// memory of a server that generates images grows for hours.
/// </remarks>
public sealed class ComputeThread : IDisposable
{
    private readonly Scheduler _scheduler;

    /// <summary>Makes a thread, which starts with the first work.</summary>
    /// <param name="name">What debuggers call it; null for nothing.</param>
    public ComputeThread(string? name = null) => _scheduler = new Scheduler(name);

    /// <summary>Runs a function there, behind those that wait. What an asynchronous one awaits goes on there, too.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="cancellationToken">Lets it not begin.</param>
    /// <exception cref="ObjectDisposedException">The thread takes no more.</exception>
    public Task<T> RunAsync<T>(Func<T> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        ObjectDisposedException.ThrowIf(_scheduler.IsEnded, this);
        return Task.Factory.StartNew(function, cancellationToken, TaskCreationOptions.DenyChildAttach, _scheduler);
    }

    /// <summary>Takes nothing more; the thread ends after what waits.</summary>
    public void Dispose() => _scheduler.End();

    private sealed class Scheduler : TaskScheduler
    {
        private readonly BlockingCollection<Task> _tasks = [];
        private readonly Thread _thread;
        private int _started;

        public Scheduler(string? name) => _thread = new Thread(Work) { IsBackground = true, Name = name };

        public bool IsEnded => _tasks.IsAddingCompleted;

        public override int MaximumConcurrencyLevel => 1;

        public void End() => _tasks.CompleteAdding();

        protected override void QueueTask(Task task)
        {
            _tasks.Add(task);
            if (Interlocked.Exchange(ref _started, 1) == 0)
            {
                _thread.Start();
            }
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [.. _tasks];

        private void Work()
        {
            foreach (Task task in _tasks.GetConsumingEnumerable())
            {
                TryExecuteTask(task);
            }
        }
    }
}
