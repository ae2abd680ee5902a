namespace Microsoft.ML.Runtime;

/// <summary>A progress channel: it checks its use, and no listener reads it.</summary>
internal sealed class ProgressChannel : IProgressChannel
{
    private readonly IExceptionContext _context;
    private readonly string _fullName;
    private ProgressHeader _header = new();
    private bool _disposed;

    public ProgressChannel(IExceptionContext context, string fullName)
    {
        _context = context;
        _fullName = fullName;
    }

    public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction)
    {
        _context.CheckValue(header, nameof(header));
        _context.CheckValue(fillAction, nameof(fillAction));
        _header = header;
    }

    public void Checkpoint(params double?[] values)
    {
        _context.Check(!_disposed, "Can't report checkpoint after disposing");
        int known = _header.MetricNames.Count + _header.UnitNames.Count;
        _context.Check((values?.Length ?? 0) <= known, $"Progress channel '{_fullName}' has {known} metrics and units, and {values?.Length} values were given.");
    }

    public IProgressChannel StartProgressChannel(string name)
    {
        _context.CheckNonEmpty(name, nameof(name));
        return new ProgressChannel(_context, $"{_fullName}; {name}");
    }

    public void Dispose() => _disposed = true;
}
