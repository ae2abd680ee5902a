namespace TorchSharp;

/// <summary>A thread's stack of dispose scopes.</summary>
public class DisposeScopeManager
{
    [ThreadStatic] private static DisposeScopeManager? threadInstance;
    private readonly Stack<DisposeScope> scopes = new();

    internal static DisposeScopeManager Instance => threadInstance ??= new();

    internal ThreadDisposeScopeStatistics StatisticsInstance { get; } = new();

    /// <summary>The calling thread's counts.</summary>
    public static ThreadDisposeScopeStatistics Statistics => Instance.StatisticsInstance;

    internal DisposeScope? Current => scopes.TryPeek(out var scope) ? scope : null;

    internal DisposeScope Enter()
    {
        var scope = new DisposeScope(this);
        scopes.Push(scope);
        return scope;
    }

    /// <summary>Ends a scope; scopes inside it that were never disposed end with it.</summary>
    internal void Leave(DisposeScope scope)
    {
        if (!scopes.Contains(scope)) return;
        while (scopes.Pop() is var ended && ended != scope) ended.DisposeEverything();
    }

    internal DisposeScope? Register(IDisposable disposable)
    {
        if (!scopes.TryPeek(out var scope))
        {
            StatisticsInstance.CreatedOutsideScopeCount++;
            return null;
        }
        StatisticsInstance.CreatedInScopeCount++;
        scope.Include(disposable);
        return scope;
    }
}
