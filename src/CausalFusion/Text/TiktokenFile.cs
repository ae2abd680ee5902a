using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CausalFusion.Text;

/// <summary>tiktoken's file of tokens: on each line the bytes of one in base64, a space, and its id.</summary>
internal static class TiktokenFile
{
    /// <summary>Reads the tokens in the order of their ids.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">Its name, for the message.</param>
    /// <param name="hasIds">Whether the lines have ids; else these are the lines' numbers, and how many there are may stand first.</param>
    /// <exception cref="InvalidDataException">A line is none; the message says which.</exception>
    public static List<ReadOnlyMemory<byte>> Read(ReadOnlySpan<byte> file, string name, bool hasIds = true)
    {
        var tokens = new List<ReadOnlyMemory<byte>>();
        int line = 0;
        foreach (Range range in file.Split((byte)'\n'))
        {
            line++;
            ReadOnlySpan<byte> text = file[range].TrimEnd((byte)'\r');
            if (text.IsEmpty)
            {
                continue;
            }
            if (!hasIds && text.StartsWith("Capacity: "u8))
            {
                continue;
            }
            int space = hasIds ? text.IndexOf((byte)' ') : text.Length, id = tokens.Count;
            if (space < 1 || space > 2 * VocabularyLimits.TokenBytes
                || (hasIds && !int.TryParse(text[(space + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out id)))
            {
                throw Refuse("a token in base64, a space and its id", text);
            }
            if (id != tokens.Count)
            {
                throw Refuse(string.Create(CultureInfo.InvariantCulture, $"the token of id {tokens.Count}"), text);
            }
            if (tokens.Count == VocabularyLimits.Size)
            {
                throw Refuse($"at most {VocabularyLimits.Size} tokens", text);
            }
            byte[] bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(space)];
            if (Base64.DecodeFromUtf8(text[..space], bytes, out int consumed, out int written) != System.Buffers.OperationStatus.Done
                || consumed != space)
            {
                throw Refuse("base64 before the space", text);
            }
            tokens.Add(bytes.AsMemory(0, written));
        }
        return tokens;

        InvalidDataException Refuse(string expected, ReadOnlySpan<byte> found) => new(
            $"'{name}', line {line}: expected {expected}, found '{Encoding.Latin1.GetString(found[..Math.Min(found.Length, 60)])}'.");
    }

    /// <summary>Writes the tokens of a vocabulary; the stream stands at its beginning.</summary>
    public static MemoryStream Write(Vocabulary vocabulary)
    {
        var stream = new MemoryStream();
        using (var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" })
        {
            for (int id = 0; id < vocabulary.TokenCount; id++)
            {
                writer.Write(Convert.ToBase64String(vocabulary.BytesOf(id)));
                writer.Write(' ');
                writer.WriteLine(id.ToString(CultureInfo.InvariantCulture));
            }
        }
        stream.Position = 0;
        return stream;
    }
}
