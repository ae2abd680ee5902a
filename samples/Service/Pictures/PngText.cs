using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace CausalFusion.Samples.Service.Pictures;

/// <summary>Texts in PNG files: chunks of type iTXt (ISO/IEC 15948, 11.3.3.4), not compressed.</summary>
/// <remarks>
/// What is read is hostile until it was read: lengths are checked against the file before anything is taken, every chunk against its checksum, and
/// nothing is inflated.
/// </remarks>
internal static class PngText
{
    /// <summary>The longest text that is read or written, in bytes.</summary>
    public const int MaximumText = 16 * 1024;

    private const int MaximumChunks = 10_000, Frame = 12;

    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Whether a file begins as a PNG file does.</summary>
    public static bool IsPng(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    /// <summary>Puts a text into a file, behind its header.</summary>
    /// <param name="png">The file.</param>
    /// <param name="keyword">The text's name: 1 to 79 characters of ASCII.</param>
    /// <param name="text">The text.</param>
    /// <returns>A new file.</returns>
    /// <exception cref="ArgumentException">The keyword or the text is longer than it may be.</exception>
    public static byte[] Write(ReadOnlySpan<byte> png, string keyword, string text)
    {
        if (keyword.Length is 0 or > 79 || !Ascii.IsValid(keyword))
        {
            throw new ArgumentException($"expected a keyword of 1 to 79 characters of ASCII, found '{keyword}'.", nameof(keyword));
        }
        byte[] bytes = _strict.GetBytes(text);
        if (bytes.Length > MaximumText)
        {
            throw new ArgumentException($"expected a text of at most {MaximumText} bytes, found {bytes.Length}.", nameof(text));
        }
        // The keyword, 0; not compressed, 0; no language, 0; no translated keyword, 0; the text.
        byte[] data = [.. Encoding.ASCII.GetBytes(keyword), 0, 0, 0, 0, 0, .. bytes];
        int header = Signature.Length + Frame + BinaryPrimitives.ReadInt32BigEndian(png[Signature.Length..]);
        byte[] file = new byte[png.Length + Frame + data.Length];
        png[..header].CopyTo(file);
        Span<byte> chunk = file.AsSpan(header, Frame + data.Length);
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        "iTXt"u8.CopyTo(chunk[4..]);
        data.CopyTo(chunk[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[^4..], Crc32.HashToUInt32(chunk[4..^4]));
        png[header..].CopyTo(file.AsSpan(header + chunk.Length));
        return file;
    }

    /// <summary>Reads a text of a file.</summary>
    /// <param name="png">The file.</param>
    /// <param name="keyword">The text's name.</param>
    /// <returns>The text; null where there is none of that name.</returns>
    /// <exception cref="InvalidDataException">It is no PNG file, or is damaged, or the text is none that is read; see the message.</exception>
    public static string? Read(ReadOnlySpan<byte> png, string keyword)
    {
        if (!IsPng(png))
        {
            throw new InvalidDataException("expected a PNG file, found none.");
        }
        byte[] name = Encoding.ASCII.GetBytes(keyword);
        string? text = null;
        ReadOnlySpan<byte> rest = png[Signature.Length..];
        for (int chunks = 0; ; chunks++)
        {
            long at = png.Length - rest.Length;
            if (chunks == MaximumChunks)
            {
                throw new InvalidDataException($"expected a PNG file of at most {MaximumChunks} chunks, found more.");
            }
            if (rest.Length < Frame)
            {
                throw new InvalidDataException("expected a PNG file with its end (IEND), found one that ends early.");
            }
            uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > (uint)(rest.Length - Frame))
            {
                throw new InvalidDataException(
                    $"the chunk at {at}: expected at most the {rest.Length - Frame} bytes that are left, found a length of {length}.");
            }
            ReadOnlySpan<byte> chunk = rest[..(Frame + (int)length)], type = chunk[4..8], data = chunk[8..^4];
            if (Crc32.HashToUInt32(chunk[4..^4]) != BinaryPrimitives.ReadUInt32BigEndian(chunk[^4..]))
            {
                throw new InvalidDataException($"the chunk at {at}: its checksum (CRC) is not that of its bytes.");
            }
            if (type.SequenceEqual("IEND"u8))
            {
                return text;
            }
            if (IsNamed(type, data, name))
            {
                text = text is null ? TextOf(type, data[(name.Length + 1)..], at) : throw Refused(at, $"one text '{keyword}'", "a second one");
            }
            rest = rest[chunk.Length..];
        }
    }

    private static bool IsNamed(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data, byte[] name) =>
        (type.SequenceEqual("iTXt"u8) || type.SequenceEqual("tEXt"u8) || type.SequenceEqual("zTXt"u8))
        && data.StartsWith(name) && data.Length > name.Length && data[name.Length] == 0;

    private static string TextOf(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data, long at)
    {
        if (!type.SequenceEqual("iTXt"u8) || data.IsEmpty || data[0] != 0)
        {
            throw Refused(at, "a text of type iTXt that is not compressed", type.SequenceEqual("tEXt"u8) ? "tEXt" : "another");
        }
        // Compression flag and method, language 0, translated keyword 0.
        ReadOnlySpan<byte> text = data.Length < 2 ? default : data[2..];
        for (int i = 0; i < 2; i++)
        {
            int end = text.IndexOf((byte)0);
            if (end < 0)
            {
                throw Refused(at, "a language and a translated keyword before the text", "none");
            }
            text = text[(end + 1)..];
        }
        if (text.Length > MaximumText)
        {
            throw Refused(at, $"a text of at most {MaximumText} bytes", $"{text.Length}");
        }
        try
        {
            return _strict.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw Refused(at, "a text in UTF-8", "other bytes");
        }
    }

    private static InvalidDataException Refused(long at, string expected, string found) =>
        new($"the chunk at {at}: expected {expected}, found {found}.");
}
