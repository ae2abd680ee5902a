using System.IO.Compression;

namespace Microsoft.ML;

/// <summary>Reads a repository that may come from anywhere: what its directory claims is checked before anything is unpacked.</summary>
internal sealed class RepositoryReader : Repository
{
    /// <summary>Entries beyond this size must not claim to have been compressed more than weights ever are.</summary>
    private const long SuspiciousLength = 256L << 20;

    private const long MaxRatioOfLarge = 200;

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];

    private RepositoryReader(Stream stream, IExceptionContext context) : base(context)
    {
        try
        {
            _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in _archive.Entries)
                _entries[Normalize(entry.FullName)] = entry;
        }
        catch (Exception ex) when (ex is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            throw context.ExceptDecode(ex, "Failed to open a zip archive");
        }
    }

    public static RepositoryReader Open(Stream stream, IExceptionContext ectx = null)
    {
        ectx.CheckValue(stream, nameof(stream));
        return new RepositoryReader(stream, ectx);
    }

    public bool Contains(string dir, string name) => _entries.ContainsKey(PathOf(dir, name));

    public Entry OpenEntry(string dir, string name) =>
        OpenEntryOrNull(dir, name) ?? throw ExceptionContext.Except($"Repository doesn't contain entry {PathOf(dir, name)}");

    public Entry OpenEntryOrNull(string name) => OpenEntryOrNull(null, name);

    public Entry OpenEntryOrNull(string dir, string name)
    {
        string path = PathOf(dir, name);
        if (!_entries.TryGetValue(path, out var packed))
            return null;
        long length = packed.Length;
        if (length > SuspiciousLength && length / MaxRatioOfLarge > packed.CompressedLength)
            throw ExceptionContext.ExceptDecode($"Entry '{path}' claims to unpack from {packed.CompressedLength} bytes to {length}");

        var stream = new SpillStream(TempFolder);
        try
        {
            using var source = packed.Open();
            CopyExactly(source, stream, length, path);
            stream.Position = 0;
            return new Entry(path, stream, entry => entry.Stream.Dispose());
        }
        catch (Exception ex) when (ex is InvalidDataException or EndOfStreamException)
        {
            stream.Dispose();
            throw ExceptionContext.ExceptDecode(ex, $"Entry '{path}' of the archive is corrupt");
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public override void Dispose() => _archive.Dispose();

    private void CopyExactly(Stream source, SpillStream target, long length, string path)
    {
        var buffer = new byte[81920];
        long left = length;
        int got;
        while ((got = source.Read(buffer)) > 0)
        {
            left -= got;
            if (left < 0)
                break;
            target.Write(buffer, 0, got);
        }
        ExceptionContext.CheckDecode(left == 0, $"Entry '{path}' of the archive does not have the {length} bytes that it claims");
    }
}
