namespace CausalFusion.ML.Drawing;

/// <summary>An opaque color.</summary>
internal readonly record struct Rgb(byte R, byte G, byte B)
{
    public static Rgb White => new(255, 255, 255);

    public static Rgb Ink => new(32, 33, 36);
}
