namespace CausalFusion.Samples.Shapes;

/// <summary>The colors, as red, green and blue, on white.</summary>
internal static class ShapePalette
{
    public const byte Background = 255;

    private static readonly byte[][] _colors = [[220, 40, 40], [40, 160, 60], [40, 80, 220], [245, 205, 40], [150, 50, 190], [20, 20, 20]];

    public static ReadOnlySpan<byte> Of(ShapeColor color) => _colors[(int)color];
}
