namespace CausalFusion.Samples.Shapes;

public enum ShapeSize
{
    Small,
    Large,
}
