namespace Microsoft.ML;

/// <summary>A zip archive of streams in directories.</summary>
internal abstract class Repository : IDisposable
{
    private protected Repository(IExceptionContext context)
    {
        ExceptionContext = context;
        TempFolder = context is IHostEnvironmentInternal env ? env.TempFilePath : Path.GetTempPath();
    }

    /// <summary>Who names exceptions; may be null.</summary>
    public IExceptionContext ExceptionContext { get; }

    /// <summary>Where large streams wait.</summary>
    private protected string TempFolder { get; }

    public abstract void Dispose();

    /// <summary>The name of an entry in the archive, with forward slashes.</summary>
    private protected string PathOf(string dir, string name)
    {
        ExceptionContext.CheckParam(!string.IsNullOrWhiteSpace(name) && !name.Contains(".."), nameof(name), $"'{name}' cannot name an entry");
        ExceptionContext.CheckParam(dir is null || !dir.Contains(".."), nameof(dir), $"'{dir}' cannot name a directory of a repository");
        return Normalize(Path.Combine(dir ?? "", name));
    }

    private protected static string Normalize(string path) => path.Replace('\\', '/');

    /// <summary>A stream of the archive, seekable, while it is written or read.</summary>
    public sealed class Entry : IDisposable
    {
        private Action<Entry> _onDispose;

        internal Entry(string path, Stream stream, Action<Entry> onDispose)
        {
            Path = path;
            Stream = stream;
            _onDispose = onDispose;
        }

        public string Path { get; }

        public Stream Stream { get; }

        public void Dispose()
        {
            var action = _onDispose;
            _onDispose = null;
            action?.Invoke(this);
        }
    }
}
