namespace Microsoft.ML;

/// <summary>A seekable stream that lives in memory while it is small and in a temporary file, which goes with it, when it is not.</summary>
internal sealed class SpillStream : Stream
{
    private const long MemoryLimit = 16 << 20;

    private readonly string _folder;
    private Stream _inner = new MemoryStream();

    public SpillStream(string folder) => _folder = folder;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => _inner.Length;

    public override long Position { get => _inner.Position; set => _inner.Position = value; }

    public override void Flush() => _inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => _inner.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => _inner.Read(buffer);

    public override long Seek(long offset, SeekOrigin origin) => _inner.Seek(offset, origin);

    public override void SetLength(long value)
    {
        SpillBeyond(value);
        _inner.SetLength(value);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        SpillBeyond(Position + buffer.Length);
        _inner.Write(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    private void SpillBeyond(long length)
    {
        if (length <= MemoryLimit || _inner is not MemoryStream memory)
            return;
        var file = new FileStream(Path.Combine(_folder, $"ml_dotnet_{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None,
            bufferSize: 1 << 16, FileOptions.DeleteOnClose);
        long position = memory.Position;
        memory.WriteTo(file);
        file.Position = position;
        memory.Dispose();
        _inner = file;
    }
}
