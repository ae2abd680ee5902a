using System.Buffers.Binary;

namespace CausalFusion.TestKit;

/// <summary>The size that a PNG file says its image has.</summary>
public static class PngSize
{
    public static (int Width, int Height) Of(ReadOnlySpan<byte> file) =>
        (BinaryPrimitives.ReadInt32BigEndian(file[16..]), BinaryPrimitives.ReadInt32BigEndian(file[20..]));
}
