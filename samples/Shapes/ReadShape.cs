namespace CausalFusion.Samples.Shapes;

/// <summary>A shape that was seen in an image, as far as it could be told.</summary>
/// <param name="Color">Its color.</param>
/// <param name="Size">Its size.</param>
/// <param name="Kind">Its kind; null if it is like none, or like several.</param>
/// <param name="X">Its middle from the left, where 1 is the image's width.</param>
/// <param name="Y">Its middle from the top, where 1 is the image's height.</param>
/// <param name="Likeness">What it has in common with the kind that it is most like, as a part of what both cover: 0 to 1.</param>
public sealed record ReadShape(ShapeColor Color, ShapeSize Size, ShapeKind? Kind, double X, double Y, double Likeness)
{
    /// <summary>What it is like; null where its kind couldn't be told.</summary>
    public ShapeDescription? Description => Kind is { } kind ? new ShapeDescription(Color, Size, kind) : null;
}
