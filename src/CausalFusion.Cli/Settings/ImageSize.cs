using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CausalFusion.Cli.Settings;

/// <summary>The height and width of images, as the command line says them: N for squares, or HEIGHTxWIDTH.</summary>
internal sealed record ImageSize(int Height, int Width) : IParsable<ImageSize>
{
    public static ImageSize Parse(string s, IFormatProvider? provider)
    {
        int[] sides =
            [.. s.Split('x', '×').Select(side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out int pixels) ? pixels : 0)];
        return sides switch
        {
            [> 0 and var side] => new ImageSize(side, side),
            [> 0 and var height, > 0 and var width] => new ImageSize(height, width),
            _ => throw new FormatException($"Expected a size, N or HEIGHTxWIDTH, in pixels from 1; found '{s}'."),
        };
    }

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out ImageSize result)
    {
        try
        {
            result = Parse(s ?? "", provider);
            return true;
        }
        catch (FormatException)
        {
            result = null;
            return false;
        }
    }
}
