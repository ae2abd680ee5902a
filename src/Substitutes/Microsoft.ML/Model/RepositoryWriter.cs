using System.IO.Compression;
using System.Reflection;

namespace Microsoft.ML;

/// <summary>Writes a repository; nothing is complete before <see cref="Commit"/>.</summary>
internal sealed class RepositoryWriter : Repository
{
    private readonly HashSet<string> _paths = [];
    private readonly List<Entry> _open = [];
    private readonly Queue<Entry> _closed = [];
    private ZipArchive _archive;

    private RepositoryWriter(Stream stream, IExceptionContext context) : base(context) =>
        _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);

    public static RepositoryWriter CreateNew(Stream stream, IExceptionContext ectx = null)
    {
        ectx.CheckValue(stream, nameof(stream));
        var rep = new RepositoryWriter(stream, ectx);
        using var entry = rep.CreateEntry("TrainingInfo", "Version.txt");
        using var writer = new StreamWriter(entry.Stream, leaveOpen: true);
        writer.WriteLine(typeof(RepositoryWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
        return rep;
    }

    public Entry CreateEntry(string name) => CreateEntry(null, name);

    public Entry CreateEntry(string dir, string name)
    {
        ObjectDisposedException.ThrowIf(_archive is null, this);
        Flush();
        string path = PathOf(dir, name);
        ExceptionContext.CheckParam(_paths.Add(path), nameof(name), $"Duplicate entry: '{path}'");
        var entry = new Entry(path, new SpillStream(TempFolder), OnClosed);
        _open.Add(entry);
        return entry;
    }

    public void Commit()
    {
        ObjectDisposedException.ThrowIf(_archive is null, this);
        while (_open.Count > 0)
            _open[^1].Dispose();
        Flush();
        _archive.Dispose();
        _archive = null;
    }

    public override void Dispose()
    {
        foreach (var entry in _open.Concat(_closed))
            entry.Stream.Dispose();
        _open.Clear();
        _closed.Clear();
        // Without a commit the archive is incomplete, and closing it may fail for the reason that kept it from being committed.
        try
        {
            _archive?.Dispose();
        }
        catch (Exception ex) when (ex is IOException or ObjectDisposedException or NotSupportedException)
        {
        }
        _archive = null;
    }

    // A zip takes one entry at a time, so a stream is added when it is complete.
    private void OnClosed(Entry entry)
    {
        if (_open.Remove(entry))
            _closed.Enqueue(entry);
    }

    private void Flush()
    {
        while (_closed.TryDequeue(out var entry))
        {
            using var source = entry.Stream;
            source.Position = 0;
            using var target = _archive.CreateEntry(entry.Path).Open();
            source.CopyTo(target);
        }
    }
}
