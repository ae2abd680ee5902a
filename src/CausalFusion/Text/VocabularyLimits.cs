namespace CausalFusion.Text;

/// <summary>How large a vocabulary may be, against files that would take all memory.</summary>
internal static class VocabularyLimits
{
    /// <summary>The most ids.</summary>
    public const int Size = 1_000_000;

    /// <summary>The most bytes of a token; LLaMA-3's longest has 128.</summary>
    public const int TokenBytes = 1024;

    /// <summary>The most special tokens.</summary>
    public const int SpecialTokens = 10_000;

    /// <summary>The most characters of a special token's name.</summary>
    public const int NameLength = 256;

    /// <summary>The most bytes of a file, and characters of a JSON text.</summary>
    public const int FileBytes = 256 << 20;

    /// <summary>Reads a file whole, within the limit.</summary>
    /// <exception cref="InvalidDataException">It is longer, or empty.</exception>
    public static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        if (file.Length is 0 or > FileBytes)
        {
            throw new InvalidDataException($"'{path}': expected a vocabulary of 1 to {FileBytes} bytes, found {file.Length}.");
        }
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
