using CausalFusion.Images;

namespace CausalFusion.Samples.Shapes;

/// <summary>Makes images of scenes: shapes on white, with soft edges.</summary>
public static class ShapeRenderer
{
    /// <summary>Makes an image.</summary>
    /// <param name="scene">What is in it.</param>
    /// <param name="size">Its height and width, at least 16, as shapes are a fifth of it.</param>
    /// <returns>Its pixels, red, green and blue.</returns>
    public static DecodedImage Render(ShapeScene scene, int size)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 16);
        var shape = new ImageShape(size, size, 3);
        byte[] pixels = new byte[shape.ValueCount];
        Render(scene, size, pixels);
        return new DecodedImage(shape, pixels);
    }

    internal static void Render(ShapeScene scene, int size, Span<byte> pixels)
    {
        pixels.Fill(ShapePalette.Background);
        float[] covered = new float[size * size];
        foreach (PlacedShape placed in scene.Shapes)
        {
            Array.Clear(covered);
            ShapeMask.Cover(placed.Shape.Kind, placed.X * size, placed.Y * size, placed.Radius * size, size, covered);
            ReadOnlySpan<byte> color = ShapePalette.Of(placed.Shape.Color);
            for (int pixel = 0; pixel < covered.Length; pixel++)
            {
                for (int channel = 0; covered[pixel] > 0 && channel < 3; channel++)
                {
                    ref byte value = ref pixels[(3 * pixel) + channel];
                    value = (byte)MathF.Round(value + (covered[pixel] * (color[channel] - value)));
                }
            }
        }
    }
}
