namespace CausalFusion.TestKit;

/// <summary>Passes bytes on until the disk behind it is full.</summary>
public sealed class FullDiskStream(Stream inner, long room) : Stream
{
    private long _room = room;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > _room)
        {
            inner.Write(buffer[..(int)_room]);
            _room = 0;
            throw new IOException("No space left on device");
        }
        inner.Write(buffer);
        _room -= buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
