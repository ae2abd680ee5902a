using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Owns the tensors made while it is the current scope of its thread, and disposes them when it is disposed.</summary>
public sealed class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager manager;
    private HashSet<IDisposable> disposables = new(ReferenceEqualityComparer.Instance);

    internal DisposeScope(DisposeScopeManager manager)
    {
        this.manager = manager;
        Outer = manager.Current;
    }

    internal DisposeScope? Outer { get; }

    /// <summary>A copy of what the scope holds now.</summary>
    public IReadOnlyList<IDisposable> DisposablesView => [.. disposables];

    public int DisposablesCount => disposables.Count;

    internal void Include(IDisposable disposable) => disposables.Add(disposable);

    public bool Contains(IDisposable disposable) => disposables.Contains(disposable);

    /// <summary>Hands over to the enclosing scope; without one the disposable is left to its finalizer.</summary>
    public T MoveToOuter<T>(T disposable)
        where T : IDisposable => MoveToOther(Outer, disposable);

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable => MoveToOther(Outer, first, second);

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable => MoveToOther(Outer, first, second, third);

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOther(Outer, (IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(Outer, disposables);

    public T MoveToOther<T>(DisposeScope? scope, T disposable)
        where T : IDisposable
    {
        Move(scope, disposable);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOther<T1, T2>(DisposeScope? scope, T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable
    {
        Move(scope, first);
        Move(scope, second);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) MoveToOther<T1, T2, T3>(DisposeScope? scope, T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable
    {
        Move(scope, first);
        Move(scope, second);
        Move(scope, third);
        return (first, second, third);
    }

    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) => MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables) Move(scope, disposable);
    }

    /// <summary>Takes a disposable out of all scopes: from then on it is the caller's to dispose.</summary>
    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        Remove(disposable);
        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable
    {
        Remove(first);
        Remove(second);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable
    {
        Remove(first);
        Remove(second);
        Remove(third);
        return (first, second, third);
    }

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables) Remove(disposable);
    }

    /// <summary>Takes a disposable, from its present scope if it has one.</summary>
    public void Attach(IDisposable disposable)
    {
        if (disposable is Tensor { IsInvalid: false } tensor)
        {
            if (tensor.OwningDisposeScope is { } owner) owner.disposables.Remove(tensor);
            else manager.StatisticsInstance.DetachedFromScopeCount--;
        }
        Adopt(disposable);
    }

    public void Attach(params IDisposable[] disposables)
    {
        foreach (var disposable in disposables) Attach(disposable);
    }

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var attached = disposables as IReadOnlyList<IDisposable> ?? [.. disposables];
        foreach (var disposable in attached) Attach(disposable);
        return attached;
    }

    public void DisposeEverything() => DisposeEverythingBut(Enumerable.Empty<IDisposable>());

    public T DisposeEverythingBut<T>(T keep)
        where T : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[keep]);
        return keep;
    }

    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[first, second, third]);
        return (first, second, third);
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    /// <summary>Disposes what the scope holds, except what is named; that stays in the scope.</summary>
    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var old = disposables;
        disposables = new(inKeep, ReferenceEqualityComparer.Instance);
        foreach (var disposable in old)
        {
            if (disposables.Contains(disposable)) continue;
            if (disposable is Tensor tensor)
            {
                tensor.OwningDisposeScope = null;
                if (!tensor.IsInvalid) manager.StatisticsInstance.DisposedInScopeCount++;
            }
            else
            {
                manager.StatisticsInstance.DisposedInScopeCount++;
            }
            disposable.Dispose();
        }
    }

    public void Dispose()
    {
        DisposeEverything();
        manager.Leave(this);
    }

    /// <summary>To be called when something that the scope holds has been disposed on its own.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        manager.StatisticsInstance.DisposedInScopeCount++;
        disposables.Remove(disposable);
        if (disposable is Tensor tensor) tensor.OwningDisposeScope = null;
    }

    private void Move(DisposeScope? scope, IDisposable disposable)
    {
        if (!disposables.Remove(disposable)) return;
        if (scope is not null)
        {
            scope.Adopt(disposable);
            return;
        }
        manager.StatisticsInstance.DetachedFromScopeCount++;
        if (disposable is Tensor tensor) tensor.OwningDisposeScope = null;
    }

    private void Adopt(IDisposable disposable)
    {
        disposables.Add(disposable);
        if (disposable is Tensor tensor) tensor.OwningDisposeScope = this;
    }

    private void Remove(IDisposable disposable)
    {
        if (!disposables.Remove(disposable)) return;
        manager.StatisticsInstance.DetachedFromScopeCount++;
        if (disposable is Tensor tensor) tensor.OwningDisposeScope = null;
    }
}
