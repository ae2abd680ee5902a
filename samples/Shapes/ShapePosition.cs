namespace CausalFusion.Samples.Shapes;

/// <summary>Where in an image something is, row by row.</summary>
public enum ShapePosition
{
    TopLeft,
    Top,
    TopRight,
    Left,
    Center,
    Right,
    BottomLeft,
    Bottom,
    BottomRight,
}
