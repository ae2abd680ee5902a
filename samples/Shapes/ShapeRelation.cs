namespace CausalFusion.Samples.Shapes;

/// <summary>Where the first of two shapes is, as seen from the second.</summary>
public enum ShapeRelation
{
    Above,
    Below,
    LeftOf,
    RightOf,
}
