namespace Microsoft.ML.Runtime;

/// <summary>What the root environment and the hosts registered with it do alike.</summary>
internal abstract class HostEnvironmentBase : IHostEnvironmentInternal
{
    private readonly EnvironmentState _state;
    private readonly HostEnvironmentBase _source;
    private readonly Lock _gate = new();

    private protected HostEnvironmentBase(EnvironmentState state, HostEnvironmentBase source, string fullName, Random rand)
    {
        _state = state;
        _source = source;
        FullName = fullName;
        Rand = rand;
    }

    /// <summary>The names of hosts from an outer one to this, joined by "; "; null for the root.</summary>
    public string FullName { get; }

    public Random Rand { get; }

    public int? Seed => _state.Seed;

    public int? GpuDeviceId { get => _state.GpuDeviceId; set => _state.GpuDeviceId = value; }

    public bool FallbackToCpu { get => _state.FallbackToCpu; set => _state.FallbackToCpu = value; }

    public string TempFilePath { get => _state.TempFilePath; set => _state.TempFilePath = value; }

    public ComponentCatalog ComponentCatalog => _state.ComponentCatalog;

    public string ContextDescription => FullName ?? "HostEnvironment";

    private protected EnvironmentState State => _state;

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        ((IExceptionContext)this).CheckNonEmpty(name, nameof(name));
        // A host's numbers depend on the order of registrations only, and on nothing that it does.
        int own;
        lock (_gate)
            own = seed ?? Rand.Next();
        // As in ML.NET, a host is named under the one that its maker was made from.
        return new Host(_state, this, Join(_source?.FullName, name), new Random(own));
    }

    public IChannel Start(string name)
    {
        ((IExceptionContext)this).CheckNonEmpty(name, nameof(name));
        return new Channel(_state, Join(FullName, name));
    }

    public IPipe<TMessage> StartPipe<TMessage>(string name)
    {
        ((IExceptionContext)this).CheckNonEmpty(name, nameof(name));
        return typeof(TMessage) == typeof(ChannelMessage) ? (IPipe<TMessage>)Start(name) : new Pipe<TMessage>(Join(FullName, name));
    }

    public IProgressChannel StartProgressChannel(string name)
    {
        ((IExceptionContext)this).CheckNonEmpty(name, nameof(name));
        return new ProgressChannel(this, Join(FullName, name));
    }

    public TException Process<TException>(TException ex)
        where TException : Exception => Contracts.Mark(ex, ContextDescription);

    private static string Join(string parent, string name) => parent is null ? name : $"{parent}; {name}";
}
