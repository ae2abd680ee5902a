namespace CausalFusion.Samples.Shapes;

/// <summary>A shape in an image.</summary>
/// <param name="Shape">What it is like.</param>
/// <param name="X">Its middle from the left, where 1 is the image's width.</param>
/// <param name="Y">Its middle from the top, where 1 is the image's height.</param>
/// <param name="Radius">Half its width and height.</param>
public sealed record PlacedShape(ShapeDescription Shape, double X, double Y, double Radius);
