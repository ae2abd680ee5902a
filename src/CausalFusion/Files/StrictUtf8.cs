using System.Text;

namespace CausalFusion.Files;

/// <summary>UTF-8 that refuses what is none, instead of putting question marks in its place.</summary>
internal static class StrictUtf8
{
    private static readonly UTF8Encoding _encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The text has half a surrogate pair.</exception>
    public static byte[] Encode(string text)
    {
        try
        {
            return _encoding.GetBytes(text);
        }
        catch (EncoderFallbackException exception)
        {
            throw new ArgumentException($"{SafetensorsHeader.Quote(text)}: expected valid Unicode, found half a surrogate pair.", exception);
        }
    }

    /// <exception cref="DecoderFallbackException">The bytes are not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> utf8) => _encoding.GetString(utf8);
}
