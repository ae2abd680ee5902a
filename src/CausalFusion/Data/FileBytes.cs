using Microsoft.Win32.SafeHandles;

namespace CausalFusion.Data;

/// <summary>Reads from places in a file, from any number of threads at once.</summary>
internal static class FileBytes
{
    /// <summary>Fills a span.</summary>
    /// <exception cref="EndOfStreamException">The file ends before the span is full; the message has the name.</exception>
    public static void ReadExactly(SafeFileHandle file, long offset, Span<byte> destination, string name)
    {
        while (!destination.IsEmpty)
        {
            int read = RandomAccess.Read(file, destination, offset);
            if (read == 0)
            {
                throw new EndOfStreamException($"{name} ends at byte {offset}; expected {destination.Length} more.");
            }
            destination = destination[read..];
            offset += read;
        }
    }
}
