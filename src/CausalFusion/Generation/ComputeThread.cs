using CausalFusion.Threading;

namespace CausalFusion.Generation;

/// <summary>A thread of its own that work on networks is done on, one piece after the other: for servers.</summary>
/// <remarks>
/// The tensor library keeps memory, and further threads, for each thread that it was ever used on. On whichever thread of the pool is free, the
/// memory of a server that generates images grows for hours.
/// </remarks>
public sealed class ComputeThread : IDisposable
{
    private readonly OwnThreads _threads;

    /// <summary>Makes a thread, which starts with the first work.</summary>
    /// <param name="name">What debuggers call it; null for nothing.</param>
    public ComputeThread(string? name = null) => _threads = new OwnThreads(name);

    /// <summary>Runs a function there, behind those that wait. What an asynchronous one awaits goes on there, too.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="cancellationToken">Lets it not begin.</param>
    /// <exception cref="ObjectDisposedException">The thread takes no more.</exception>
    public Task<T> RunAsync<T>(Func<T> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        ObjectDisposedException.ThrowIf(_threads.HasEnded, this);
        return Task.Factory.StartNew(function, cancellationToken, TaskCreationOptions.DenyChildAttach, _threads);
    }

    /// <summary>Takes nothing more; the thread ends after what waits.</summary>
    public void Dispose() => _threads.End();
}
