namespace Microsoft.ML.Runtime;

/// <summary>A pipe for messages that nobody but its starter knows: it checks its use and delivers to no one.</summary>
internal class Pipe<TMessage> : IPipe<TMessage>
{
    private bool _disposed;

    public Pipe(string fullName) => FullName = fullName;

    public string FullName { get; }

    public string ContextDescription => FullName;

    public TException Process<TException>(TException ex)
        where TException : Exception => Contracts.Mark(ex, ContextDescription);

    public void Send(TMessage msg)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Deliver(msg);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        OnDispose();
        _disposed = true;
    }

    private protected virtual void Deliver(TMessage msg)
    {
    }

    private protected virtual void OnDispose()
    {
    }
}
