using System.IO.Hashing;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Files;

/// <summary>Moves the bytes of a contiguous CPU tensor to and from streams, without a second copy of it in memory.</summary>
internal static class TensorMemory
{
    // A span can't be longer than 2 GB; a tensor can.
    private const long MaxWindowElements = 1 << 26;

    // Streams that know only arrays rent one as long as what they are asked for.
    private const int ChunkBytes = 1 << 20;

    /// <summary>Writes the tensor's bytes.</summary>
    public static void CopyTo(Tensor source, Stream destination, long windowElements = MaxWindowElements)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (Tensor window in Windows(source, windowElements))
        {
            ReadOnlySpan<byte> bytes = window.bytes;
            for (int start = 0; start < bytes.Length; start += ChunkBytes)
            {
                destination.Write(bytes.Slice(start, Math.Min(ChunkBytes, bytes.Length - start)));
            }
        }
    }

    /// <summary>Fills the tensor with the stream's next bytes.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="destination">The tensor.</param>
    /// <param name="checksum">What the bytes are added to as they come.</param>
    /// <param name="windowElements">How many elements are looked at at once.</param>
    /// <exception cref="EndOfStreamException">The stream ends before the tensor is full.</exception>
    /// <exception cref="InvalidDataException">A byte of a Boolean tensor is neither 0 nor 1.</exception>
    public static void ReadFrom(Stream source, Tensor destination, Crc32? checksum = null, long windowElements = MaxWindowElements)
    {
        using DisposeScope scope = NewDisposeScope();
        bool isBoolean = destination.dtype == ScalarType.Bool;
        foreach (Tensor window in Windows(destination, windowElements))
        {
            Span<byte> bytes = window.bytes;
            for (int start = 0; start < bytes.Length; start += ChunkBytes)
            {
                Span<byte> chunk = bytes.Slice(start, Math.Min(ChunkBytes, bytes.Length - start));
                source.ReadExactly(chunk);
                checksum?.Append(chunk);
                if (isBoolean && chunk.IndexOfAnyExcept((byte)0, (byte)1) is int bad and >= 0)
                {
                    throw new InvalidDataException($"expected only bytes 0 and 1 in a Boolean tensor, found {chunk[bad]}");
                }
            }
        }
    }

    /// <summary>Adds a stream's next bytes to a checksum.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before them.</exception>
    public static void ReadFrom(Stream source, long length, Crc32 checksum)
    {
        byte[] chunk = new byte[Math.Min(length, ChunkBytes)];
        for (long left = length; left > 0; left -= chunk.Length)
        {
            Span<byte> next = chunk.AsSpan(0, (int)Math.Min(left, chunk.Length));
            source.ReadExactly(next);
            checksum.Append(next);
        }
    }

    private static IEnumerable<Tensor> Windows(Tensor tensor, long windowElements)
    {
        long count = tensor.NumberOfElements;
        if (count == 0)
        {
            yield break;
        }
        Tensor flat = tensor.detach().view(-1);
        for (long start = 0; start < count; start += windowElements)
        {
            yield return flat.narrow(0, start, Math.Min(windowElements, count - start));
        }
    }
}
