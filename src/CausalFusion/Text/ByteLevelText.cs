using System.Diagnostics.CodeAnalysis;

namespace CausalFusion.Text;

/// <summary>
/// Bytes as characters that can be read and written in JSON, the way GPT-2 does: printable ones of Latin-1 stand for themselves, the others for
/// characters from U+0100 on, as Ġ for a space.
/// </summary>
internal static class ByteLevelText
{
    private const int FirstOther = 0x100;

    private static readonly char[] _characterOf = Characters();
    private static readonly Dictionary<char, byte> _byteOf = _characterOf.Index().ToDictionary(pair => pair.Item, pair => (byte)pair.Index);

    /// <summary>The characters of bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        Span<char> characters = bytes.Length <= 256 ? stackalloc char[bytes.Length] : new char[bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            characters[i] = _characterOf[bytes[i]];
        }
        return new string(characters);
    }

    /// <summary>The bytes of characters; false if one of these stands for none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = new byte[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            if (!_byteOf.TryGetValue(text[i], out bytes[i]))
            {
                bytes = null;
                return false;
            }
        }
        return true;
    }

    private static char[] Characters()
    {
        char[] characters = new char[256];
        int others = 0;
        for (int value = 0; value < characters.Length; value++)
        {
            characters[value] = (char)(value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? value : FirstOther + others++);
        }
        return characters;
    }
}
