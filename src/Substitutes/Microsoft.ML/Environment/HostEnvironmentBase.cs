namespace Microsoft.ML.Runtime;

/// <summary>What the root environment and the hosts registered with it do alike.</summary>
internal abstract class HostEnvironmentBase : IHostEnvironmentInternal
{
    private readonly EnvironmentState _state;
    private readonly Lock _gate = new();

    private protected HostEnvironmentBase(EnvironmentState state, string fullName, Random rand)
    {
        _state = state;
        FullName = fullName;
        Rand = rand;
    }

    /// <summary>The names of the hosts from the root down, joined by "; ".</summary>
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
        return new Host(_state, Join(name), new Random(own));
    }

    public IChannel Start(string name)
    {
        ((IExceptionContext)this).CheckNonEmpty(name, nameof(name));
        return new Channel(_state, Join(name));
    }

    public IPipe<TMessage> StartPipe<TMessage>(string name)
    {
        ((IExceptionContext)this).CheckNonEmpty(name, nameof(name));
        return typeof(TMessage) == typeof(ChannelMessage) ? (IPipe<TMessage>)Start(name) : new Pipe<TMessage>(Join(name));
    }

    public IProgressChannel StartProgressChannel(string name)
    {
        ((IExceptionContext)this).CheckNonEmpty(name, nameof(name));
        return new ProgressChannel(this, Join(name));
    }

    public TException Process<TException>(TException ex)
        where TException : Exception => Contracts.Mark(ex, ContextDescription);

    private string Join(string name) => FullName is null ? name : $"{FullName}; {name}";
}
