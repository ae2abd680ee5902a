namespace Microsoft.ML;

/// <summary>Where everything starts: the catalogs of operations, the log, the seed.</summary>
public sealed class MLContext : IHostEnvironmentInternal
{
    private readonly LocalEnvironment _env;
    private readonly Dictionary<string, object> _options = [];

    /// <param name="seed">With a seed, the same calls in the same order give the same results.</param>
    public MLContext(int? seed = null)
    {
        _env = new LocalEnvironment(seed);
        _env.AddListener(Publish);
        BinaryClassification = new BinaryClassificationCatalog(_env);
        MulticlassClassification = new MulticlassClassificationCatalog(_env);
        Regression = new RegressionCatalog(_env);
        Transforms = new TransformsCatalog(_env);
        Model = new ModelOperationsCatalog(_env);
        Data = new DataOperationsCatalog(_env);
    }

    /// <summary>Raised for every message of every channel started from this context.</summary>
    public event EventHandler<LoggingEventArgs> Log;

    public BinaryClassificationCatalog BinaryClassification { get; }

    public MulticlassClassificationCatalog MulticlassClassification { get; }

    public RegressionCatalog Regression { get; }

    public TransformsCatalog Transforms { get; }

    public ModelOperationsCatalog Model { get; }

    public DataOperationsCatalog Data { get; }

    /// <summary>The components that loading a model can find.</summary>
    public ComponentCatalog ComponentCatalog => _env.ComponentCatalog;

    /// <summary>Where components put temporary files.</summary>
    public string TempFilePath { get => _env.TempFilePath; set => _env.TempFilePath = value; }

    /// <summary>The GPU that components run on; null for none.</summary>
    public int? GpuDeviceId { get => _env.GpuDeviceId; set => _env.GpuDeviceId = value; }

    /// <summary>Whether components run on the CPU where the GPU cannot be had.</summary>
    public bool FallbackToCpu { get => _env.FallbackToCpu; set => _env.FallbackToCpu = value; }

    int? IHostEnvironmentInternal.Seed => _env.Seed;

    string IExceptionContext.ContextDescription => _env.ContextDescription;

    public void SetOption<T>(string name, T value)
    {
        _env.CheckNonEmpty(name, nameof(name));
        lock (_options)
            _options[name] = value;
    }

    public bool TryAddOption<T>(string name, T value)
    {
        _env.CheckNonEmpty(name, nameof(name));
        lock (_options)
            return _options.TryAdd(name, value);
    }

    public bool TryGetOption<T>(string name, out T value)
    {
        _env.CheckNonEmpty(name, nameof(name));
        lock (_options)
        {
            bool found = _options.TryGetValue(name, out object stored);
            value = found ? (T)stored : default;
            return found;
        }
    }

    public T GetOptionOrDefault<T>(string name) => TryGetOption(name, out T value) ? value : default;

    public bool RemoveOption(string name)
    {
        _env.CheckNonEmpty(name, nameof(name));
        lock (_options)
            return _options.Remove(name);
    }

    IHost IHostEnvironment.Register(string name, int? seed, bool? verbose) => _env.Register(name, seed, verbose);

    IChannel IChannelProvider.Start(string name) => _env.Start(name);

    IPipe<TMessage> IChannelProvider.StartPipe<TMessage>(string name) => _env.StartPipe<TMessage>(name);

    IProgressChannel IProgressChannelProvider.StartProgressChannel(string name) => _env.StartProgressChannel(name);

    TException IExceptionContext.Process<TException>(TException ex) => _env.Process(ex);

    private void Publish(string source, ChannelMessage message)
    {
        if (Log is { } log)
            log(this, new LoggingEventArgs(message.Message, message.Kind, source));
    }
}
