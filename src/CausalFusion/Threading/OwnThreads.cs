using System.Runtime.CompilerServices;

namespace CausalFusion.Threading;

/// <summary>
/// Runs tasks on threads of its own, in the order in which they come. The tensor library keeps memory and settings for each thread that it is used
/// on: these threads are few, and last.
/// </summary>
/// <param name="name">What debuggers call a thread; null for nothing.</param>
/// <param name="begin">What a thread does first; null for nothing.</param>
internal sealed class OwnThreads(string? name, Action? begin = null) : TaskScheduler
{
    private readonly Queue<Task> _waiting = new();
    private int _threads;
    private bool _hasEnded;

    /// <summary>Whether it takes no more.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_waiting)
            {
                return _hasEnded;
            }
        }
    }

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => Math.Max(1, Volatile.Read(ref _threads));

    /// <summary>Starts threads until there are so many, and waits until each has begun; the first task starts one.</summary>
    /// <returns>Whether any was started.</returns>
    public bool Grow(int threads)
    {
        lock (_waiting)
        {
            bool starts = _threads < threads;
            for (; _threads < threads; _threads++)
            {
                using var hasBegun = new ManualResetEventSlim();
                new Thread(() => Work(hasBegun)) { IsBackground = true, Name = name }.UnsafeStart();
                hasBegun.Wait();
            }
            return starts;
        }
    }

    /// <summary>Runs work there, behind what waits.</summary>
    public Task Start(Action work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.DenyChildAttach | TaskCreationOptions.HideScheduler, this);

    /// <summary>Takes nothing more; the threads end after what waits.</summary>
    public void End()
    {
        lock (_waiting)
        {
            _hasEnded = true;
            Monitor.PulseAll(_waiting);
        }
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        Grow(1);
        lock (_waiting)
        {
            if (_hasEnded)
            {
                throw new InvalidOperationException("The threads take no more work.");
            }
            _waiting.Enqueue(task);
            Monitor.Pulse(_waiting);
        }
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_waiting)
        {
            return [.. _waiting];
        }
    }

    private void Work(ManualResetEventSlim hasBegun)
    {
        begin?.Invoke();
        hasBegun.Set();
        bool goesOn = true;
        while (goesOn)
        {
            goesOn = RunNext();
        }
    }

    /// <summary>A method of its own, so that a thread that waits holds nothing of what it did last.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool RunNext()
    {
        if (Next() is not { } task)
        {
            return false;
        }
        TryExecuteTask(task);
        return true;
    }

    private Task? Next()
    {
        lock (_waiting)
        {
            while (_waiting.Count == 0 && !_hasEnded)
            {
                Monitor.Wait(_waiting);
            }
            return _waiting.TryDequeue(out Task? task) ? task : null;
        }
    }
}
