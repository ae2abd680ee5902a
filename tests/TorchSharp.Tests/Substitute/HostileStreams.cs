using static TorchSharp.torch;

namespace TorchSharp.Tests.Substitute;

/// <summary>Streams that hold less than they claim.</summary>
public class HostileStreams
{
    [Fact]
    public void A_truncated_stream_is_an_end_of_stream()
    {
        using var scope = NewDisposeScope();
        var stream = new MemoryStream();
        ones(100).Save(stream);
        stream.SetLength(stream.Length - 1);
        stream.Position = 0;
        Assert.Throws<EndOfStreamException>(() => Tensor.Load(stream));
    }

    [Fact]
    public void A_claim_of_terabytes_is_refused_before_anything_is_allocated()
    {
        var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write7BitEncodedInt64((long)float32);
            writer.Write7BitEncodedInt64(2);
            writer.Write7BitEncodedInt64(1L << 30);
            writer.Write7BitEncodedInt64(1L << 20);
        }
        stream.Position = 0;
        Assert.ThrowsAny<IOException>(() => Tensor.Load(stream));
    }
}
