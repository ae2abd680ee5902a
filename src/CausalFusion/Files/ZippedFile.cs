using System.IO.Compression;
using System.IO.Hashing;

namespace CausalFusion.Files;

/// <summary>
/// A compressed file of a zip archive as a stream that can be sought. It is expanded as far as it is read, into a temporary file that is gone with
/// the stream. The archive may be hostile.
/// </summary>
/// <remarks>Who reads it to its end has compared its checksum.</remarks>
internal sealed class ZippedFile : Stream
{
    private readonly string _name;
    private readonly ZipArchive _archive;
    private readonly Stream _packed;
    private readonly FileStream _expanded;
    private readonly uint _checksum;
    private readonly Crc32 _hash = new();
    private readonly byte[] _buffer = new byte[1 << 16];
    private long _known;

    private ZippedFile(string name, ZipArchive archive, ZipArchiveEntry entry)
    {
        (_name, _archive, Length, _checksum) = (name, archive, entry.Length, entry.Crc32);
        try
        {
            _packed = entry.Open();
        }
        catch (InvalidDataException exception)
        {
            throw Damaged(exception.Message.TrimEnd('.'), exception);
        }
        string path = Path.Combine(Path.GetTempPath(), $"causalfusion-{Path.GetRandomFileName()}");
        _expanded = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
        });
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path); // so that it is gone when the process is killed, too
        }
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <summary>Opens a file of an archive.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="entry">The file's full name in it.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="InvalidDataException">The archive is damaged, or has no such file.</exception>
    /// <exception cref="IOException">The archive can't be read, or the temporary file not be made.</exception>
    public static ZippedFile Open(string path, string entry, string name)
    {
        ZipArchive archive = ZipFile.OpenRead(path);
        try
        {
            ZipArchiveEntry found = archive.GetEntry(entry) ?? throw new InvalidDataException($"'{path}': there is no '{entry}' in the archive.");
            return new ZippedFile(name, archive, found);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, Math.Max(0, Length - Position));
        Expand(Position + count);
        _expanded.Position = Position;
        _expanded.ReadExactly(buffer[..count]);
        Position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) =>
        Position = offset + (origin == SeekOrigin.Begin ? 0 : origin == SeekOrigin.Current ? Position : Length);

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _packed.Dispose();
            _expanded.Dispose();
            _archive.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Expand(long end)
    {
        while (_known < end)
        {
            int count = ReadPacked();
            if (count == 0)
            {
                throw Damaged($"expected {Length} bytes, found {_known}", null);
            }
            _expanded.Position = _known;
            _expanded.Write(_buffer, 0, count);
            _hash.Append(_buffer.AsSpan(0, count));
            _known += count;
            if (_known > Length || (_known == Length && _hash.GetCurrentHashAsUInt32() != _checksum))
            {
                throw Damaged("expected what its checksum says, found something else", null);
            }
        }
    }

    private int ReadPacked()
    {
        try
        {
            return _packed.Read(_buffer);
        }
        catch (InvalidDataException exception)
        {
            throw Damaged(exception.Message.TrimEnd('.'), exception);
        }
    }

    private InvalidDataException Damaged(string problem, Exception? inner) => new($"'{_name}': the archive is damaged: {problem}.", inner);
}
