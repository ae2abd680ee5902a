namespace CausalFusion.ML.Images;

/// <summary>How a vector holds the pixels of an image.</summary>
public sealed record PixelVectorFormat
{
    /// <summary>The order of the pixels. Default planar.</summary>
    public PixelLayout Layout { get; init; } = PixelLayout.Planar;

    /// <summary>The range of the numbers, where they are floating-point; bytes always run from 0 to 255. Default 0 to 255.</summary>
    public PixelScale Scale { get; init; } = PixelScale.ZeroTo255;

    /// <summary>The lowest number of the range.</summary>
    internal float Lowest => Scale == PixelScale.MinusOneToOne ? -1 : 0;

    /// <summary>The highest number of the range.</summary>
    internal float Highest => Scale == PixelScale.ZeroTo255 ? byte.MaxValue : 1;

    /// <summary>Checks the values.</summary>
    /// <param name="name">The option that they are of.</param>
    /// <exception cref="ArgumentException">One is not defined.</exception>
    internal void Validate(string name)
    {
        if (!Enum.IsDefined(Layout) || !Enum.IsDefined(Scale))
        {
            throw new ArgumentException($"{name} must have a defined layout and scale; found {Layout} and {Scale}.");
        }
    }
}
