using System.IO.Compression;
using CausalFusion.Data;

namespace CausalFusion.Fuzz.Targets;

/// <summary>An IDX file, plain and compressed, read to its end.</summary>
internal sealed class IdxTarget : FuzzTarget
{
    private const int BufferLength = 1 << 16;

    public override string Name => "idx";

    public override IReadOnlyList<Type> Documented { get; } = [typeof(InvalidDataException)];

    public override IReadOnlyList<byte[]> MakeSeeds()
    {
        byte[] images = [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5, .. Enumerable.Range(0, 60).Select(value => (byte)value)],
            labels = [0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 2];
        return [images, labels, Packed(images), Packed(labels)];
    }

    public override void Read(byte[] input, string folder)
    {
        string path = Path.Combine(folder, "images-idx3-ubyte");
        File.WriteAllBytes(path, input);
        using var file = new IdxFile(path, maxBytes: 1 << 28);
        long left = file.Dimensions.Aggregate(1L, (product, size) => product * size);
        byte[] buffer = new byte[BufferLength];
        for (; left > 0; left -= Math.Min(left, buffer.Length))
        {
            file.Read(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)));
        }
        file.ExpectEnd();
    }

    private static byte[] Packed(byte[] content)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }
        return stream.ToArray();
    }
}
